using System.Collections.Frozen;

namespace DittoFs.Web.Hosting.Settings;

/// <summary>What each key of <see cref="SettingTable"/> is for, in the words of <c>docs/configuration.md</c>.</summary>
internal static class SettingMeanings
{
    private static readonly FrozenDictionary<string, string> Meanings = new Dictionary<string, string>
    {
        ["DataDirectory"] = "Everything that must last: log, metadata, blocks, accounts and settings of shares (control.db), keys, dittofs.json. Made with mode 0700; one that exists must have it, unless it is empty.",
        ["Nfs:Enabled"] = "Whether NFS is served.",
        ["Nfs:Port"] = "TCP port of NFS and MOUNT.",
        ["Nfs:ListenAddresses"] = "Where NFS listens. 0.0.0.0 and :: stand for all addresses of this machine.",
        ["Nfs:PortmapPort"] = "TCP and UDP port of the portmapper, which tells clients where the programs are. auto is 111 if Nfs:Port is 2049, and none if it is not.",
        ["Nfs:LockManager"] = "Whether clients can lock. Without it they mount with nolock.",
        ["Nfs:LockGrace"] = "How long after a restart locks are only given back to clients that held them. It is left out if none did.",
        ["Nfs:RecordBytesMax"] = "The longest call. A longer one closes its connection before memory is taken for it.",
        ["Nfs:ConnectionsMax"] = "Connections of all clients together.",
        ["Nfs:ConnectionsPerClientMax"] = "Connections from one address.",
        ["Nfs:CallsInFlightMax"] = "Calls of one connection that are not answered yet, before the server stops reading from it.",
        ["Nfs:CallBytesInFlightMax"] = "Memory of those calls and their replies, with the same consequence.",
        ["Smb:Enabled"] = "Whether SMB is served.",
        ["Smb:Port"] = "TCP port of SMB.",
        ["Smb:FallbackPort"] = "TCP port that is taken when Smb:Port needs a privilege that the process lacks; 0 for none. Windows before 11 24H2 looks for 445 only.",
        ["Smb:ListenAddresses"] = "Where SMB listens. 0.0.0.0 and :: stand for all addresses of this machine.",
        ["Smb:ServerName"] = "The name that clients show for this server.",
        ["Smb:DialectMin"] = "The oldest dialect that is spoken.",
        ["Smb:SigningRequired"] = "Refuses messages that are neither signed nor encrypted.",
        ["Smb:Encryption"] = "Whether messages are encrypted: never, when the client wants it, or always.",
        ["Smb:SessionLifetime"] = "How long a sign-in is good for; then clients sign in again by themselves, or are refused. 0: until they leave.",
        ["Smb:GuestAccount"] = "The account as whom clients act that sign in under a name that no account has, or under none. Empty: they are refused.",
        ["Smb:TransferBytesMax"] = "The longest read, write and query. A longer frame closes its connection before memory is taken for it.",
        ["Smb:ConnectionsMax"] = "Connections of all clients together.",
        ["Smb:ConnectionsPerClientMax"] = "Connections from one address.",
        ["Smb:CreditsMax"] = "Requests of one connection that are not answered yet; each 64 KiB of a read or write counts as one.",
        ["Http:Port"] = "TCP port of the API, the console, health and metrics.",
        ["Http:ListenAddresses"] = "Where that port listens. Whoever reaches it can ask whether the server is ready; metrics are for this machine and Http:MetricsClients.",
        ["Http:AllowedHosts"] = "Names by which the API and the console may be asked for, beside localhost, the machine's own name and any IP address.",
        ["Http:MetricsClients"] = "Networks beside this machine whose programs may read /metrics and /health/stores without an account. Everybody else sends the token of an operator or administrator.",
        ["Http:PathBase"] = "The path below which a reverse proxy offers the console and the API, such as /files. The proxy passes it on; requests without it are answered too.",
        ["ControlPlane:Provider"] = "The database of accounts, shares and settings.",
        ["ControlPlane:ConnectionString"] = "How it is reached. Empty for SQLite means control.db in the data directory; PostgreSQL needs one, such as Host=db;Database=dittofs;Username=dittofs;Password=….",
        ["Wal:Budget"] = "Disk that the log may take, spare segments included. Writers slow down before it is used up.",
        ["Wal:ShareBudget"] = "Bytes of one share that may wait in the log for their upload, so that a share whose store is slow or away does not stop the others: 0 for half of Wal:Budget, else at least 64MiB.",
        ["Wal:SegmentSize"] = "Length of one file of the log.",
        ["Wal:UploadDelay"] = "How long bytes rest in the log before a full block takes them to the block store; what is overwritten meanwhile is not sent.",
        ["Wal:UploadAgeMax"] = "Bytes that are this old go to the block store even if they do not fill a block: how long they are on this machine's disk only, as long as the store keeps up. A longer one means fewer, larger blocks.",
        ["Wal:UploadMemory"] = "Memory in which blocks are packed, of all shares together. Each block under way takes 16 MiB.",
        ["Wal:CheckpointInterval"] = "At the latest after this time, names and attributes move from the log to the metadata stores. A longer one means more to repeat after a crash.",
        ["Cache:Metadata"] = "Memory for nodes and names of all shares. Changes that are not in the store yet are kept beyond it.",
        ["Cache:Memory"] = "Memory for bytes of files that lie in block stores behind a network (S3), of all shares.",
        ["Cache:Disk"] = "Disk below cache/ for such bytes, beside Wal:Budget: 0 for none, else at least four times Wal:SegmentSize.",
        ["Cache:ReadAhead"] = "The most that is read ahead of one sequential reader: 0 for none, at most a quarter of Cache:Memory. All readers together never have more under way than that quarter.",
        ["RocksDb:MemtableSize"] = "Memory for rows of names and attributes before they go to a table file; there are two such buffers.",
        ["RocksDb:BlockCacheSize"] = "Memory for blocks, indexes and filters of table files.",
        ["RocksDb:OpenFilesMax"] = "Table files that are kept open.",
        ["RocksDb:BackgroundJobs"] = "Threads that write and merge table files.",
        ["BlockFiles:OpenFilesMax"] = "Block files that are kept open for reading, per share.",
        ["Collection:Interval"] = "How often block stores are searched for blocks that no file needs any more, and deleted shares whose time is over are removed.",
        ["Collection:Grace"] = "A block is deleted only when it is at least this old and was first seen dead at least this long ago.",
        ["Collection:DeletedShareRetention"] = "How long a deleted share can be brought back. It counts for shares that are deleted while it is set.",
        ["Dumps:Interval"] = "How often the metadata of shares on the embedded store and S3 are put beside their blocks.",
        ["Dumps:Keep"] = "How many of these dumps are kept. Blocks that the oldest of them names stay as long.",
        ["Dumps:OwnerInterval"] = "How often the server says in the block store that it has such a share. After three times as long without a word, another server may attach it.",
        ["Stores:Assemblies"] = "Assemblies with store types of others, which are loaded into the server and may do what it may. Only root should be able to change these files.",
        ["Shutdown:DrainTimeout"] = "How long calls that run at a stop may take to end. Writing the log and closing the stores come after it and take the time they need.",
        ["Logging:LogLevel:Default"] = "The least level that is logged, where no longer key such as Logging:LogLevel:DittoFs.Protocols says otherwise.",
    }.ToFrozenDictionary();

    /// <summary>What <paramref name="key"/> is for.</summary>
    /// <exception cref="KeyNotFoundException">It is no key of the table.</exception>
    public static string Of(string key) => Meanings[key];
}
