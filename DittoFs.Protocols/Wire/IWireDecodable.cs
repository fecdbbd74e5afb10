namespace DittoFs.Protocols.Wire;

/// <summary>A message, or a part of one, that is read from XDR (RFC 4506).</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal interface IWireDecodable<TSelf>
    where TSelf : IWireDecodable<TSelf>
{
    /// <summary>Reads a value. Memory in it is a slice of the record and valid until the call completes.</summary>
    /// <returns>False when the bytes are no such value; <paramref name="value"/> is then meaningless.</returns>
    static abstract bool TryDecode(ref XdrReader reader, out TSelf value);
}
