using System.Text.Json;
using DittoFs.Ctl.Running;

namespace DittoFs.Ctl.Contexts;

/// <summary>
/// The file with the contexts, readable by its owner alone because it holds tokens. Several commands may run at a time: changes exclude each
/// other, and a reader sees the file before or after a change and never in between.
/// </summary>
internal sealed class ContextFile(string directory, TimeProvider clock)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A refresh, which holds the lock, is one call to a server: it takes longer only when the server does not answer.
    private static readonly TimeSpan LockWaitMax = TimeSpan.FromSeconds(70);
    private static readonly TimeSpan LockRetryDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.Combine(directory, "contexts.json");

    /// <summary>What it holds; nothing when it does not exist.</summary>
    public ContextDocument Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), ContextJson.Default.ContextDocument) ?? ContextDocument.Empty;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return ContextDocument.Empty;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CtlException($"{Path} can't be read: {exception.Message} Repair it, or delete it and sign in again.", ExitCode.Configuration);
        }
    }

    /// <summary>Replaces what it holds by what <paramref name="change"/> makes of it, while nobody else changes it.</summary>
    public async Task<ContextDocument> ChangeAsync(Func<ContextDocument, Task<ContextDocument>> change, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            await using var turn = await LockAsync(cancellationToken);
            var changed = await change(Read());
            Write(changed);
            return changed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CtlException($"{Path} can't be written: {exception.Message}", ExitCode.Configuration);
        }
    }

    /// <summary>Replaces what it holds.</summary>
    public Task<ContextDocument> ChangeAsync(Func<ContextDocument, ContextDocument> change, CancellationToken cancellationToken) =>
        ChangeAsync(document => Task.FromResult(change(document)), cancellationToken);

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return Open(Path + ".lock", FileMode.OpenOrCreate);
            }
            catch (IOException) when (clock.GetElapsedTime(start) < LockWaitMax)
            {
                await Task.Delay(LockRetryDelay, clock, cancellationToken);
            }
        }
    }

    private void Write(ContextDocument document)
    {
        var next = Path + ".next";
        File.Delete(next);
        using (var stream = Open(next, FileMode.CreateNew))
        {
            JsonSerializer.Serialize(stream, document, ContextJson.Default.ContextDocument);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, Path, overwrite: true);
    }

    private static FileStream Open(string path, FileMode mode) => new(
        path, new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = OwnerOnly });
}
