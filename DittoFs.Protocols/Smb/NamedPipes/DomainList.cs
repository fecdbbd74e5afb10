using DittoFs.Protocols.Smb.SecurityDescriptors;

namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>The domains that the accounts of an answer stand below (LSAPR_REFERENCED_DOMAIN_LIST, MS-LSAT 2.2.12), each once.</summary>
internal sealed class DomainList
{
    private const uint RoomMax = 32;

    private readonly List<(Sid Domain, string Name)> domains = [];

    private DomainList(IEnumerable<NamedAccount> accounts)
    {
        foreach (var account in accounts)
        {
            if (account.Domain is { } domain && !domains.Exists(known => known.Domain.Equals(domain)))
            {
                domains.Add((domain, account.DomainName));
            }
        }
    }

    /// <summary>Writes the domains of <paramref name="accounts"/>, behind a pointer.</summary>
    public static DomainList Write(NdrWriter results, IReadOnlyCollection<NamedAccount> accounts)
    {
        var list = new DomainList(accounts);
        results.WritePointer();
        results.WriteUInt32((uint)list.domains.Count);
        results.WritePointer();
        results.WriteUInt32(RoomMax);
        results.WriteUInt32((uint)list.domains.Count);
        foreach (var (_, name) in list.domains)
        {
            results.WriteStringHead(name);
            results.WritePointer();
        }

        foreach (var (domain, name) in list.domains)
        {
            results.WriteCharacters(name);
            results.WriteSid(domain);
        }

        return list;
    }

    /// <summary>The place of the account's domain; -1 on the wire if it has none.</summary>
    public uint IndexOf(NamedAccount account) => (uint)domains.FindIndex(known => known.Domain.Equals(account.Domain));
}
