namespace DittoFs.Protocols.Authentication;

/// <summary>What the server itself knows of the users that clients claim. Asked for each call, so an answer costs no more than a field.</summary>
public interface ICredentialLookup
{
    /// <summary>What is known now. A change is a new table: who made something of a table compares it with the present one.</summary>
    CredentialTable Current { get; }
}
