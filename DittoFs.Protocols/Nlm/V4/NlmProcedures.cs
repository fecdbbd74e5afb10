namespace DittoFs.Protocols.Nlm.V4;

/// <summary>Numbers of the program.</summary>
internal static class NlmProcedures
{
    /// <summary>The program's number.</summary>
    public const uint Program = 100_021;

    /// <summary>The version with offsets of 64 bits.</summary>
    public const uint WideVersion = 4;

    /// <summary>The version with offsets of 32 bits that has SHARE and its kin.</summary>
    public const uint NarrowVersion = 3;

    /// <summary>The one without.</summary>
    public const uint OldestVersion = 1;

    /// <summary>GRANTED, which clients serve.</summary>
    public const uint Granted = 5;

    /// <summary>GRANTED_MSG, which clients serve who answer by calls.</summary>
    public const uint GrantedMessage = 10;

    /// <summary>TEST_RES, which such clients serve too, as the following.</summary>
    public const uint TestResult = 11;

    /// <summary>LOCK_RES.</summary>
    public const uint LockResult = 12;

    /// <summary>CANCEL_RES.</summary>
    public const uint CancelResult = 13;

    /// <summary>UNLOCK_RES.</summary>
    public const uint UnlockResult = 14;
}
