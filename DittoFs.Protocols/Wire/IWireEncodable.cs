namespace DittoFs.Protocols.Wire;

/// <summary>A message, or a part of one, that is written as XDR (RFC 4506).</summary>
internal interface IWireEncodable
{
    /// <summary>Appends the value.</summary>
    void Encode(XdrWriter writer);
}
