using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>Which clients may use a share. A change holds for the next call of every client.</summary>
internal sealed class ClientRuleService(ControlPlaneDatabase database, ControlPlaneChanges changes)
{
    /// <summary>The rules of a share, ordered by network.</summary>
    public async Task<Outcome<ClientRuleResponse[]>> ListAsync(string share, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindShareAsync(share, cancellationToken) is not { } row)
        {
            return ShareRows.Unknown(share);
        }

        var rules = await context.ClientRules.AsNoTracking().Where(rule => rule.ShareId == row.Id).OrderBy(rule => rule.Network).ToListAsync(cancellationToken);
        return rules.Select(rule => new ClientRuleResponse(rule.Id, rule.Network, rule.ReadOnly)).ToArray();
    }

    /// <summary>Replaces all rules of a share.</summary>
    public async Task<Outcome<ClientRuleResponse[]>> SetAsync(Actor actor, string share, SetClientRulesRequest request, CancellationToken cancellationToken)
    {
        var changed = await changes.ChangeShareAsync(
            actor,
            share,
            "share.client-rules",
            async (context, row, token) =>
            {
                await context.Entry(row).Collection(entity => entity.ClientRules).LoadAsync(token);
                return Replace(row, request.Rules, "rules") is { } failure ? failure : Describe(row);
            },
            cancellationToken);
        return changed.Failure is { } failed ? failed : await ListAsync(share, cancellationToken);
    }

    /// <summary>Adds a rule.</summary>
    public async Task<Outcome<ClientRuleResponse>> AddAsync(Actor actor, string share, ClientRuleRequest request, CancellationToken cancellationToken)
    {
        ClientRuleEntity? added = null;
        var changed = await changes.ChangeShareAsync(
            actor,
            share,
            "share.client-rules",
            async (context, row, token) =>
            {
                await context.Entry(row).Collection(entity => entity.ClientRules).LoadAsync(token);
                var rule = New(row, request, "network");
                if (rule.Failure is { } failure)
                {
                    return failure;
                }

                added = rule.Value!;
                context.ClientRules.Add(added);
                return $"add {added.Network}";
            },
            cancellationToken);
        return changed.Failure is { } failed ? failed : new ClientRuleResponse(added!.Id, added.Network, added.ReadOnly);
    }

    /// <summary>Removes a rule.</summary>
    public async Task<Outcome> RemoveAsync(Actor actor, string share, Guid rule, CancellationToken cancellationToken)
    {
        var changed = await changes.ChangeShareAsync(
            actor,
            share,
            "share.client-rules",
            async (context, row, token) =>
            {
                var found = await context.ClientRules.FirstOrDefaultAsync(entity => entity.ShareId == row.Id && entity.Id == rule, token);
                if (found is null)
                {
                    return new Failure(ControlPlaneError.ClientRuleUnknown, "The share has no such client rule.");
                }

                context.ClientRules.Remove(found);
                return $"remove {found.Network}";
            },
            cancellationToken);
        return new Outcome(changed.Failure);
    }

    /// <summary>
    /// Makes <paramref name="wanted"/> the rules of <paramref name="share"/>, whose rules are loaded; or says which of them, in the request's
    /// <paramref name="field"/>, is wrong.
    /// </summary>
    public static Failure? Replace(ShareEntity share, IReadOnlyList<ClientRuleRequest> wanted, string field)
    {
        share.ClientRules.Clear();
        for (var i = 0; i < wanted.Count; i++)
        {
            var rule = New(share, wanted[i], $"{field}[{i}].network");
            if (rule.Failure is { } failure)
            {
                return failure;
            }

            share.ClientRules.Add(rule.Value!);
        }

        return null;
    }

    private static Outcome<ClientRuleEntity> New(ShareEntity share, ClientRuleRequest request, string field)
    {
        if (!Cidr.TryParse(request.Network, out var network))
        {
            return new Failure(
                ControlPlaneError.FieldInvalid, $"'{request.Network}' is no network: write one such as 192.168.1.0/24 with no bits beyond its prefix, or one address.", field);
        }

        var text = network.ToString();
        return share.ClientRules.Exists(rule => rule.Network == text)
            ? new Failure(ControlPlaneError.ClientRuleExists, $"The share has a rule for {text} already.", field)
            : new ClientRuleEntity { Id = Guid.NewGuid(), ShareId = share.Id, Network = text, ReadOnly = request.ReadOnly };
    }

    private static string Describe(ShareEntity share) =>
        string.Join(", ", share.ClientRules.Select(rule => rule.ReadOnly ? $"{rule.Network} (read-only)" : rule.Network));
}
