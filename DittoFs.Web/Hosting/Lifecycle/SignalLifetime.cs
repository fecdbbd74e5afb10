using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary>
/// SIGTERM and SIGINT stop the server in order. A second signal ends the process at once, as a power cut would: what was answered as stable is in the
/// log and comes back at the next start. A key press that reaches the process twice, directly and through a parent, counts once.
/// </summary>
internal sealed class SignalLifetime(IHostApplicationLifetime application, TimeProvider clock, ILogger<SignalLifetime> log) : IHostLifetime, IDisposable
{
    private static readonly TimeSpan SameKeyPress = TimeSpan.FromMilliseconds(200);

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Lock _gate = new();
    private long? _first;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_gate)
        {
            if (_first is not { } first)
            {
                _first = clock.GetTimestamp();
                log.StopRequested(context.Signal.ToString());
                application.StopApplication();
                return;
            }

            if (clock.GetElapsedTime(first) < SameKeyPress)
            {
                return;
            }
        }

        // The logger writes from a queue that no longer gets its turn.
        Console.Error.WriteLine($"{context.Signal} again: stopping at once.");
        Process.GetCurrentProcess().Kill();
    }
}
