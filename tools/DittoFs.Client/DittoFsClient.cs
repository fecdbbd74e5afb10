using DittoFs.Client.Resources;
using DittoFs.Client.Session;

namespace DittoFs.Client;

/// <summary>
/// A DittoFs server's REST API. Every method throws <see cref="Problems.ApiException"/> when the server refuses, and
/// <see cref="Problems.NoServerException"/> when none answers. May be used by several callers at a time.
/// </summary>
public sealed class DittoFsClient : IDisposable
{
    private const int AnswerBytesMax = 64 * 1024 * 1024;

    private readonly HttpClient _http;

    /// <summary>A client of the server at <paramref name="server"/>, which owns <paramref name="handler"/>.</summary>
    public DittoFsClient(Uri server, ISessionStore session, HttpMessageHandler handler, TimeProvider clock)
    {
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(server.AbsoluteUri.TrimEnd('/') + "/"),

            // The connection has a limit of its own, since some answers take long to begin.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        var connection = new ApiConnection(_http, session, clock);
        Auth = new AuthApi(connection);
        Users = new UsersApi(connection);
        Groups = new GroupsApi(connection);
        Shares = new SharesApi(connection);
        SharePermissions = new SharePermissionsApi(connection);
        ClientRules = new ClientRulesApi(connection);
        Stores = new StoresApi(connection);
        Adapters = new AdaptersApi(connection);
        Mounts = new MountsApi(connection);
        Sessions = new SessionsApi(connection);
        Audit = new AuditApi(connection);
        Access = new AccessApi(connection);
        ApiKeys = new ApiKeysApi(connection);
        Caching = new CachingApi(connection);
        Jobs = new JobsApi(connection);
        Locks = new LocksApi(connection);
        Settings = new SettingsApi(connection);
        Logs = new LogsApi(connection);
        System = new SystemApi(connection);
        Backups = new BackupsApi(connection);
    }

    /// <summary>Sign-in and the caller's own account.</summary>
    public AuthApi Auth { get; }

    /// <summary>Accounts.</summary>
    public UsersApi Users { get; }

    /// <summary>Groups and their members.</summary>
    public GroupsApi Groups { get; }

    /// <summary>Shares.</summary>
    public SharesApi Shares { get; }

    /// <summary>What users and groups may do on shares.</summary>
    public SharePermissionsApi SharePermissions { get; }

    /// <summary>Which clients may use shares.</summary>
    public ClientRulesApi ClientRules { get; }

    /// <summary>Stores that shares are put on.</summary>
    public StoresApi Stores { get; }

    /// <summary>Protocol servers.</summary>
    public AdaptersApi Adapters { get; }

    /// <summary>Mounts that clients reported.</summary>
    public MountsApi Mounts { get; }

    /// <summary>Connections of clients.</summary>
    public SessionsApi Sessions { get; }

    /// <summary>What was done and what was refused.</summary>
    public AuditApi Audit { get; }

    /// <summary>Who may do what, and who was refused what.</summary>
    public AccessApi Access { get; }

    /// <summary>Keys that stand for accounts.</summary>
    public ApiKeysApi ApiKeys { get; }

    /// <summary>The caches and the write-ahead log.</summary>
    public CachingApi Caching { get; }

    /// <summary>Long work in the background.</summary>
    public JobsApi Jobs { get; }

    /// <summary>Byte-range locks and open files.</summary>
    public LocksApi Locks { get; }

    /// <summary>Settings of the server.</summary>
    public SettingsApi Settings { get; }

    /// <summary>What the server logged last.</summary>
    public LogsApi Logs { get; }

    /// <summary>The server itself.</summary>
    public SystemApi System { get; }

    /// <summary>Backups of the control plane and of shares' metadata.</summary>
    public BackupsApi Backups { get; }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
