using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.ControlPlane.Secrets;

/// <summary>Moves every secret to a new master key.</summary>
internal sealed class MasterKeyRotation(MasterKeys keys, SecretBox box, ControlPlaneChanges changes, ControlPlaneDatabase database, ILogger<MasterKeyRotation> log)
{
    /// <summary>Draws a new key and seals everything with it. After a failure it can be repeated; every secret stays readable throughout.</summary>
    public async Task<Outcome<MasterKeyRotationResponse>> RotateAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (keys.IsExternal)
        {
            return new Failure(
                ControlPlaneError.MasterKeyExternal,
                $"The master key comes from {MasterKeys.FileVariable}. Restart the server with that naming the new key's file and {MasterKeys.PreviousFileVariable} the old one's: the start moves all secrets.");
        }

        keys.Prepare();
        var resealed = await ResealAsync(actor, cancellationToken);
        if (resealed.IsSuccess)
        {
            keys.Finish();
        }

        return resealed;
    }

    /// <summary>At the start: goes on with a rotation that a crash or a new key from outside has begun, and says when the key opens nothing.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (!keys.Present.Older.IsEmpty)
        {
            var resealed = await ResealAsync(Actor.Server, cancellationToken);
            if (resealed.IsSuccess)
            {
                keys.Finish();
            }
        }

        await using var context = database.CreateDbContext();
        var (_, unreadable) = await SecretRows.ResealAsync(context, (sealedBox, purpose) => box.Open(sealedBox, purpose), (secret, _) => secret, cancellationToken);
        if (unreadable > 0)
        {
            log.SecretsUnreadable(unreadable);
        }
    }

    /// <summary>Seals every secret with the present key, in one transaction while nothing else is changed.</summary>
    public Task<Outcome<MasterKeyRotationResponse>> ResealAsync(Actor actor, CancellationToken cancellationToken) => changes.SaveAsync<MasterKeyRotationResponse>(
        actor,
        async (context, token) =>
        {
            var (resealed, unreadable) = await SecretRows.ResealAsync(context, (sealedBox, purpose) => box.Open(sealedBox, purpose), (secret, purpose) => box.Seal(secret, purpose), token);
            return new Change<MasterKeyRotationResponse>(
                "master-key.rotate", "master-key", new MasterKeyRotationResponse(resealed, unreadable), $"{resealed} secrets sealed anew, {unreadable} unreadable");
        },
        cancellationToken);
}
