namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>SHARE_INFO of the levels that clients ask for (MS-SRVS 2.2.4.22 to 2.2.4.28): first all structures, then what their pointers lead to.</summary>
internal static class ShareInformation
{
    private const uint DiskTree = 0;
    private const uint PipeTree = 0x8000_0003;
    private const uint LevelNames = 0;
    private const uint LevelComments = 1;
    private const uint LevelPaths = 2;
    private const uint LevelCaching = 501;
    private const uint LevelSecurity = 502;
    private const uint LevelFlags = 1005;

    /// <summary>True for a level that is known.</summary>
    public static bool IsKnown(uint level) => level is LevelNames or LevelComments or LevelPaths or LevelCaching or LevelSecurity or LevelFlags;

    /// <summary>Writes the structures of <paramref name="shares"/>.</summary>
    public static void Write(NdrWriter results, uint level, IReadOnlyList<PipeShare> shares)
    {
        foreach (var share in shares)
        {
            WriteHead(results, level, share);
        }

        foreach (var share in shares)
        {
            WriteStrings(results, level, share);
        }
    }

    private static void WriteHead(NdrWriter results, uint level, PipeShare share)
    {
        if (level == LevelFlags)
        {
            results.WriteUInt32(0);
            return;
        }

        results.WritePointer();
        if (level == LevelNames)
        {
            return;
        }

        results.WriteUInt32(share.IsPipes ? PipeTree : DiskTree);
        results.WritePointer();
        switch (level)
        {
            case LevelCaching:
                results.WriteUInt32(0);
                break;
            case LevelPaths:
                WriteUse(results, share);
                break;
            case LevelSecurity:
                WriteUse(results, share);
                results.WriteUInt32(0);
                results.WriteNull();
                break;
        }
    }

    /// <summary>Permissions, how many may and do use it, its path, and no password.</summary>
    private static void WriteUse(NdrWriter results, PipeShare share)
    {
        results.WriteUInt32(0);
        results.WriteUInt32(uint.MaxValue);
        results.WriteUInt32((uint)share.UserCount);
        results.WritePointer();
        results.WriteNull();
    }

    private static void WriteStrings(NdrWriter results, uint level, PipeShare share)
    {
        if (level == LevelFlags)
        {
            return;
        }

        results.WriteString(share.Name);
        if (level != LevelNames)
        {
            results.WriteString(share.Comment);
        }

        if (level is LevelPaths or LevelSecurity)
        {
            // Where a share's bytes lie is nobody's business; clients only want it to look like a path.
            results.WriteString(share.IsPipes ? "" : "C:\\" + share.Name);
        }
    }
}
