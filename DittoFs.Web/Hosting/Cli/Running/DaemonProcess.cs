using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using DittoFs.Web.Hosting.Platform;
using Microsoft.Win32.SafeHandles;

namespace DittoFs.Web.Hosting.Cli.Running;

/// <summary>
/// The background half of <c>start --daemon</c>. Its standard output is a pipe to the starter; it keeps that to tell how the start went, and gives its own outputs to the log.
/// </summary>
internal sealed class DaemonProcess : IDisposable
{
    /// <summary>Ends what the starter is told after a start that succeeded.</summary>
    public const char ReadyMark = '\u0006';

    private const int HangUp = 1;

    private readonly PosixSignalRegistration _reopen;
    private StreamWriter? _starter;
    private string? _pidFile;

    private DaemonProcess(StreamWriter starter, string logFile, bool hasTerminal)
    {
        (_starter, HasTerminal) = (starter, hasTerminal);

        // Under nohup the signal is ignored, which children inherit and the runtime respects. A daemon has no terminal that it could lose.
        NativeMethods.SetSignalHandler(HangUp, handler: 0);
        _reopen = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            LogFile.Redirect(logFile);
        });
    }

    /// <summary>Whether the starter shows what it is told to a person.</summary>
    public bool HasTerminal { get; }

    /// <summary>What the starter shows; it ends its process when this process ends or is ready.</summary>
    public TextWriter Starter => _starter ?? TextWriter.Null;

    /// <summary>Leaves the terminal if <paramref name="args"/> say that this process is a background half; else null.</summary>
    public static DaemonProcess? DetachIfAsked(string[] args)
    {
        var option = Array.IndexOf(args, DaemonLauncher.ChildOption);
        return option >= 0 && option + 2 < args.Length ? Detach(args[option + 1], bool.Parse(args[option + 2])) : null;
    }

    /// <summary>Writes the pid file and lets the starter go.</summary>
    public void Ready(string pidFile)
    {
        DurableFile.Replace(pidFile, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        _pidFile = pidFile;
        Directory.SetCurrentDirectory("/");
        Starter.Write(ReadyMark);
        _starter?.Dispose();
        _starter = null;
    }

    /// <summary>Removes the pid file.</summary>
    public void Dispose()
    {
        _reopen.Dispose();
        _starter?.Dispose();
        if (_pidFile is not null)
        {
            File.Delete(_pidFile);
        }
    }

    private static DaemonProcess Detach(string logFile, bool hasTerminal)
    {
        var pipe = NativeMethods.Duplicate(1);
        if (pipe < 0)
        {
            throw new IOException($"Standard output: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        // A failure means that this process leads a session already, which is as good.
        _ = NativeMethods.StartSession();
        LogFile.Redirect(logFile, except: pipe);
        var starter = new FileStream(new SafeFileHandle(pipe, ownsHandle: true), FileAccess.Write);
        return new DaemonProcess(new StreamWriter(starter, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true }, logFile, hasTerminal);
    }
}
