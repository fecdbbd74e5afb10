using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.ControlPlane.Audit;

/// <summary>
/// How entries are chained. The hash of an entry is SHA-256 over the fields below, each written as <c>LENGTH:BYTES,</c> with the length in decimal digits and
/// the text in UTF-8, and a field that is missing as <c>-,</c>. No two different entries give the same bytes, and anybody can compute them from an export.
/// </summary>
internal static class AuditChain
{
    /// <summary>The length of a hash.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>How a time is written: UTC to the microsecond, which is what every database here keeps.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The hash of <paramref name="entry"/> behind an entry with the hash <paramref name="previous"/>.</summary>
    public static byte[] Hash(AuditEntity entry, ReadOnlySpan<byte> previous)
    {
        var text = new StringBuilder();
        Add(text, Convert.ToHexStringLower(previous));
        Add(text, entry.Sequence?.ToString(CultureInfo.InvariantCulture));
        Add(text, entry.Time.ToString(TimeFormat, CultureInfo.InvariantCulture));
        Add(text, entry.Actor);
        Add(text, entry.ActorId?.ToString());
        Add(text, entry.Address);
        Add(text, entry.Via);
        Add(text, entry.Action);
        Add(text, entry.Subject);
        Add(text, entry.Succeeded ? "true" : "false");
        Add(text, entry.Detail);
        Add(text, entry.Before);
        Add(text, entry.After);
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Makes <paramref name="entry"/> the one behind <paramref name="head"/>.</summary>
    /// <returns>The new head.</returns>
    public static AuditHead Link(AuditEntity entry, AuditHead head)
    {
        entry.Sequence = head.Sequence + 1;
        entry.Hash = Hash(entry, head.Hash);
        return new AuditHead(entry.Sequence.Value, entry.Hash);
    }

    private static void Add(StringBuilder text, string? field)
    {
        if (field is null)
        {
            text.Append("-,");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(field)}:{field},");
        }
    }
}
