using System.Data.Common;
using System.Net;
using System.Threading.Channels;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>A sign-in over SMB that was checked.</summary>
/// <param name="UserName">The name as the client sent it.</param>
/// <param name="Client">Where it came from.</param>
/// <param name="Succeeded">Whether the password was right.</param>
internal sealed record SmbSignIn(string UserName, IPAddress Client, bool Succeeded)
{
    /// <summary>The name that a guest gave, which is no account's; null for who has proven a password.</summary>
    public string? GuestName { get; init; }
}

/// <summary>Writes sign-ins over SMB into the audit log, behind a queue: the protocol never waits for the database.</summary>
internal sealed class SmbSignInNotes(ControlPlaneDatabase database, AuditLog audit, TimeProvider clock, ILogger<SmbSignInNotes> log) : BackgroundService
{
    private const int QueueMax = 4_096;
    private const string Action = "smb.sign-in";

    private readonly Channel<SmbSignIn> queue = Channel.CreateBounded<SmbSignIn>(new BoundedChannelOptions(QueueMax) { SingleReader = true });

    /// <summary>Takes note; returns at once. What comes while the queue is full is logged instead.</summary>
    public void Add(SmbSignIn signIn)
    {
        if (!queue.Writer.TryWrite(signIn))
        {
            log.SmbSignInNotAudited(signIn.UserName, signIn.Client.ToString(), signIn.Succeeded);
        }
    }

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Ends when the queue was completed and is empty, so that a stop loses nothing.
        await foreach (var signIn in queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            await WriteAsync(signIn);
        }
    }

    private async Task WriteAsync(SmbSignIn signIn)
    {
        try
        {
            await using var context = database.CreateDbContext();
            var name = signIn.UserName.ToUpperInvariant();
            var user = signIn.Succeeded ? await context.Users.AsNoTracking().FirstOrDefaultAsync(row => row.NormalizedUserName == name) : null;
            if (user is not null)
            {
                var now = clock.GetUtcNow().UtcDateTime;
                await context.Users.Where(row => row.Id == user.Id).ExecuteUpdateAsync(update => update.SetProperty(row => row.LastSignInAt, now));
            }

            var actor = new Actor(user?.UserName ?? signIn.UserName, user?.Id, signIn.Client, Actor.ViaSmb);
            await audit.NoteAsync(actor, Action, signIn.UserName, signIn.Succeeded, DetailOf(signIn), CancellationToken.None);
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException)
        {
            log.AuditFailed(Action, exception.Message);
        }
    }

    private static string? DetailOf(SmbSignIn signIn) => signIn.GuestName switch
    {
        null => null,
        "" => "As a guest without a name.",
        var name => $"As a guest by the name '{name}'.",
    };
}
