using System.Net;
using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Options;

namespace DittoFs.Protocols.Nfs;

/// <summary>Checks <see cref="NfsOptions"/>; each message names the key, its value and what is accepted.</summary>
internal sealed class ValidateNfsOptions : IValidateOptions<NfsOptions>
{
    private static readonly TimeSpan LockGraceMost = TimeSpan.FromMinutes(10);
    private static readonly ByteSize RecordBytesLeast = ByteSize.FromKibibytes(64);
    private static readonly ByteSize RecordBytesMost = ByteSize.FromMebibytes(16);
    private static readonly ByteSize CallBytesLeast = ByteSize.FromMebibytes(1);
    private static readonly ByteSize CallBytesMost = ByteSize.FromGibibytes(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, NfsOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        Check(failures, nameof(options.Port), options.Port, 0, 65_535);
        Check(failures, nameof(options.PortmapPort), options.PortmapPort ?? 0, 0, 65_535);
        Check(failures, nameof(options.LockGrace), options.LockGrace, TimeSpan.Zero, LockGraceMost);
        Check(failures, nameof(options.RecordBytesMax), options.RecordBytesMax, RecordBytesLeast, RecordBytesMost);
        Check(failures, nameof(options.ConnectionsMax), options.ConnectionsMax, 1, 1_000_000);
        Check(failures, nameof(options.ConnectionsPerClientMax), options.ConnectionsPerClientMax, 1, 1_000_000);
        Check(failures, nameof(options.CallsInFlightMax), options.CallsInFlightMax, 1, 4_096);
        Check(failures, nameof(options.CallBytesInFlightMax), options.CallBytesInFlightMax, CallBytesLeast, CallBytesMost);
        foreach (var address in options.ListenAddresses)
        {
            if (!IPAddress.TryParse(address, out _))
            {
                failures.AddError($"{NfsOptions.Section}:{nameof(options.ListenAddresses)} has '{address}': it takes IP addresses such as 127.0.0.1, 0.0.0.0 or ::.");
            }
        }

        return failures.Build();
    }

    private static void Check<T>(ValidateOptionsResultBuilder failures, string key, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            failures.AddError($"{NfsOptions.Section}:{key} is {value}: it takes {least} to {most}.");
        }
    }
}
