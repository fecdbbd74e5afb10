namespace DittoFs.Protocols.Authentication;

/// <summary>Knows nobody: what a host has that brings no knowledge of its own.</summary>
internal sealed class UnknownCredentials : ICredentialLookup
{
    /// <inheritdoc/>
    public CredentialTable Current => CredentialTable.Empty;
}
