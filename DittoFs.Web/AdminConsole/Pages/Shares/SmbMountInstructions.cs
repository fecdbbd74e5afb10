using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.AdminConsole.Pages.Shares;

/// <summary>Writes how a share is used over SMB, with this server's own name and port.</summary>
/// <param name="host">The server as the reader's machine can reach it; an IPv6 address in brackets.</param>
/// <param name="port">The SMB port.</param>
/// <param name="share">The share's name.</param>
/// <param name="encryption">Whether the share wants its clients to encrypt.</param>
internal sealed class SmbMountInstructions(string host, int port, string share, EncryptionKind encryption)
{
    private const int WindowsPort = 445;
    private const string User = "NAME";

    private readonly string bareHost = host.Trim('[', ']');
    private readonly string portOption = port == WindowsPort ? "" : $"port={port},";
    private readonly string sealOption = encryption == EncryptionKind.Off ? "" : "seal,";

    /// <summary>Every way, by platform.</summary>
    public IReadOnlyList<(string Platform, IReadOnlyList<MountInstruction> Ways)> All =>
    [
        ("Windows, SMB", [Windows]),
        ("macOS, SMB", [MacOs]),
        ("Linux, SMB", [Linux, Fstab]),
        ("Without mounting, SMB", [UserSpace]),
    ];

    private MountInstruction Windows => port == WindowsPort
        ? new("As a drive, from a command line", $@"net use Z: \\{bareHost}\{share} /user:{User}", "In Explorer: right-click This PC, Map network drive.")
        : new(
            "As a drive, from a command line",
            $@"net use Z: \\{bareHost}\{share} /user:{User} /tcpport:{port}",
            "Needs Windows 11 24H2 or Windows Server 2025. Older ones look for port 445 only.");

    private MountInstruction MacOs => new(
        "From Terminal",
        $"open smb://{User}@{host}{(port == WindowsPort ? "" : $":{port}")}/{share}",
        "In Finder: Go, Connect to Server.");

    private MountInstruction Linux => new(
        "Once, from a shell",
        $"sudo mkdir -p /mnt/{share}\nsudo mount -t cifs -o {portOption}username={User},uid=$(id -u),gid=$(id -g),{sealOption}nosuid,nodev //{bareHost}/{share} /mnt/{share}",
        encryption == EncryptionKind.Off
            ? "Needs the package cifs-utils. It asks for the password."
            : "Needs the package cifs-utils. It asks for the password; seal encrypts.");

    private MountInstruction Fstab => new(
        "At every start: a line of /etc/fstab",
        $"//{bareHost}/{share} /mnt/{share} cifs {portOption}credentials=/etc/cifs-{share},{sealOption}nosuid,nodev,_netdev 0 0",
        $"The file /etc/cifs-{share}, with mode 0600, has the lines username={User} and password=…");

    private MountInstruction UserSpace => new(
        "List it as an ordinary user", $"smbclient -p {port} -U {User} -c ls //{bareHost}/{share}", "Needs the package smbclient.");
}
