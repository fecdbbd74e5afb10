using System.Collections.Immutable;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>The commands by their number (MS-SMB2 2.2.1).</summary>
internal sealed class CommandTable
{
    /// <summary>NEGOTIATE, which must come first on a connection.</summary>
    public const ushort Negotiate = 0;

    /// <summary>SESSION_SETUP, whose last response is signed with the keys that it made.</summary>
    public const ushort SessionSetup = 1;

    /// <summary>CREATE, whose failure is that of all that is related to it.</summary>
    public const ushort Create = 5;

    /// <summary>CANCEL, which has no response and uses no credit.</summary>
    public const ushort Cancel = 12;

    /// <summary>All rows; the index is the number.</summary>
    public ImmutableArray<SmbCommandRow> Rows { get; } =
    [
        new(Negotiate, "Negotiate", SmbScope.Connection, new NegotiateCommand()),
        new(SessionSetup, "SessionSetup", SmbScope.Connection, new SessionSetupCommand()),
        new(2, "Logoff", SmbScope.Session, new LogoffCommand()) { OutlastsExpiry = true },
        new(3, "TreeConnect", SmbScope.Session, new TreeConnectCommand()),
        new(4, "TreeDisconnect", SmbScope.Tree, new TreeDisconnectCommand()),
        new(Create, "Create", SmbScope.Tree, new CreateCommand()),
        new(6, "Close", SmbScope.Tree, new CloseCommand()) { OutlastsExpiry = true },
        new(7, "Flush", SmbScope.Tree, new FlushCommand()),
        new(8, "Read", SmbScope.Tree, new ReadCommand()),
        new(9, "Write", SmbScope.Tree, new WriteCommand()),
        new(10, "Lock", SmbScope.Tree, new LockCommand()) { OutlastsExpiry = true },
        new(11, "Ioctl", SmbScope.Tree, new IoctlCommand()),
        new(Cancel, "Cancel", SmbScope.Connection, null),
        new(13, "Echo", SmbScope.Connection, new EchoCommand()),
        new(14, "QueryDirectory", SmbScope.Tree, new QueryDirectoryCommand()),
        new(15, "ChangeNotify", SmbScope.Tree, null),
        new(16, "QueryInfo", SmbScope.Tree, new QueryInfoCommand()),
        new(17, "SetInfo", SmbScope.Tree, new SetInfoCommand()),
        new(18, "OplockBreak", SmbScope.Tree, null),
    ];

    /// <summary>The row of a command; null for a number that no command has.</summary>
    public SmbCommandRow? Find(ushort number) => number < Rows.Length ? Rows[number] : null;
}
