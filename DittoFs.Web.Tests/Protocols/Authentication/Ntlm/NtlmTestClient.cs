using System.Net;
using System.Security.Cryptography;
using System.Text;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Authentication.Ntlm;
using DittoFs.Protocols.Wire;

namespace DittoFs.Web.Tests.Protocols.Authentication.Ntlm;

/// <summary>The client's messages of NTLM for the account of <see cref="OneNtlmAccount"/>.</summary>
internal static class NtlmTestClient
{
    private const int HeadBytes = 64;

    /// <summary>The client's first message.</summary>
    public static byte[] NegotiateMessage() => [.. "NTLMSSP\0"u8, 1, 0, 0, 0, 0x01, 0x02, 0x08, 0, .. new byte[16]];

    /// <summary>The client's proof for a challenge, and the session key.</summary>
    /// <param name="challengeMessage">The server's message.</param>
    /// <param name="pairs">What the response ends with; left out, an empty list of pairs.</param>
    /// <param name="userName">Another name than the one that the proof is made for.</param>
    /// <param name="account">Another account than the one that tests have.</param>
    public static (byte[] Message, byte[] Key) Prove(byte[] challengeMessage, byte[]? pairs = null, string userName = OneNtlmAccount.Name, NtlmAccount? account = null)
    {
        var owner = (account?.Name ?? OneNtlmAccount.Name).ToUpperInvariant();
        var responseKey = HMACMD5.HashData(account?.NtHash.ToArray() ?? OneNtlmAccount.NtHash, Encoding.Unicode.GetBytes($"{owner}Domain"));
        byte[] blob = [1, 1, .. new byte[26], .. pairs ?? new byte[4]];
        var proof = HMACMD5.HashData(responseKey, (byte[])[.. challengeMessage.AsSpan(24, 8), .. blob]);
        byte[] response = [.. proof, .. blob];
        return (Message(response, "Domain", userName), HMACMD5.HashData(responseKey, proof));
    }

    /// <summary>The last message of a client that gives neither name nor proof.</summary>
    public static byte[] SayNothing() => Message([], "", "");

    private static byte[] Message(byte[] response, string domainName, string userName)
    {
        var (domain, user) = (Encoding.Unicode.GetBytes(domainName), Encoding.Unicode.GetBytes(userName));
        using var writer = new LittleEndianWriter();
        writer.WriteBytes("NTLMSSP\0"u8);
        writer.WriteUInt32(3);
        WriteField(writer, 0, HeadBytes);
        WriteField(writer, response.Length, HeadBytes);
        WriteField(writer, domain.Length, HeadBytes + response.Length);
        WriteField(writer, user.Length, HeadBytes + response.Length + domain.Length);
        WriteField(writer, 0, HeadBytes);
        WriteField(writer, 0, HeadBytes);
        writer.WriteUInt32((uint)(NtlmFlags.Unicode | NtlmFlags.Ntlm | NtlmFlags.ExtendedSessionSecurity));
        writer.WriteBytes(response);
        writer.WriteBytes(domain);
        writer.WriteBytes(user);
        return writer.Written.ToArray();
    }

    private static void WriteField(LittleEndianWriter writer, int length, int offset)
    {
        writer.WriteUInt16((ushort)length);
        writer.WriteUInt16((ushort)length);
        writer.WriteUInt32((uint)offset);
    }
}

/// <summary>The only account that there is.</summary>
internal sealed class OneNtlmAccount : INtlmAccounts, IAccountNames
{
    /// <summary>What it is called.</summary>
    public const string Name = "User";

    /// <summary>Nobody changes it.</summary>
    public event Action? Changed
    {
        add { }
        remove { }
    }

    /// <summary>The hash of its password.</summary>
    public static byte[] NtHash { get; } = Convert.FromHexString("A4F49C406510BDCAB6824EE7C30FD852");

    private static NtlmAccount Account { get; } = new(Name, 1000, 1000, [], NtHash, "1");

    /// <inheritdoc/>
    public NtlmAccount? Find(string userName) => userName == Name ? Account : null;

    /// <inheritdoc/>
    public bool MayTry(string userName, IPAddress client) => true;

    /// <inheritdoc/>
    public void Note(string userName, IPAddress client, bool succeeded)
    {
    }

    /// <inheritdoc/>
    public void NoteGuest(NtlmAccount guest, string userName, IPAddress client)
    {
    }

    /// <inheritdoc/>
    public string? FindUserName(uint uid) => uid == Account.Uid ? Name : null;

    /// <inheritdoc/>
    public string? FindGroupName(uint gid) => null;

    /// <inheritdoc/>
    public uint? FindUser(string name) => name == Name ? Account.Uid : null;

    /// <inheritdoc/>
    public uint? FindGroup(string name) => null;
}
