namespace DittoFs.Web.ControlPlane.Audit;

/// <summary>The last entry of the audit log's chain.</summary>
/// <param name="Sequence">Its place, from 1; 0 for an empty log.</param>
/// <param name="Hash">Its hash: <see cref="AuditChain.HashBytes"/> bytes.</param>
internal sealed record AuditHead(long Sequence, byte[] Hash)
{
    /// <summary>Before the first entry.</summary>
    public static AuditHead Empty { get; } = new(0, new byte[AuditChain.HashBytes]);

    /// <summary>As it is written down elsewhere: <c>SEQUENCE:HASH</c>, the hash in hexadecimal digits.</summary>
    public override string ToString() => FormattableString.Invariant($"{Sequence}:{Convert.ToHexStringLower(Hash)}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static AuditHead? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var hash = new byte[AuditChain.HashBytes];
        return colon > 0 && long.TryParse(text.AsSpan(0, colon), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var sequence)
            && text.Length == colon + 1 + (2 * AuditChain.HashBytes)
            && Convert.FromHexString(text.AsSpan(colon + 1), hash, out _, out var written) == System.Buffers.OperationStatus.Done && written == hash.Length
            ? new AuditHead(sequence, hash)
            : null;
    }
}
