using System.Net;
using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Options;

namespace DittoFs.Protocols.Smb;

/// <summary>Checks <see cref="SmbOptions"/>; each message names the key, its value and what is accepted.</summary>
internal sealed class ValidateSmbOptions : IValidateOptions<SmbOptions>
{
    private static readonly ByteSize TransferBytesLeast = ByteSize.FromKibibytes(64);
    private static readonly ByteSize TransferBytesMost = ByteSize.FromMebibytes(8);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SmbOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        Check(failures, nameof(options.Port), options.Port, 0, 65_535);
        Check(failures, nameof(options.FallbackPort), options.FallbackPort, 0, 65_535);
        Check(failures, nameof(options.SessionLifetime), options.SessionLifetime, TimeSpan.Zero, TimeSpan.FromDays(365));
        Check(failures, nameof(options.TransferBytesMax), options.TransferBytesMax, TransferBytesLeast, TransferBytesMost);
        Check(failures, nameof(options.ConnectionsMax), options.ConnectionsMax, 1, 1_000_000);
        Check(failures, nameof(options.ConnectionsPerClientMax), options.ConnectionsPerClientMax, 1, 1_000_000);
        Check(failures, nameof(options.CreditsMax), options.CreditsMax, 64, 8_192);
        if (!SmbOptions.IsServerName(options.ServerName))
        {
            failures.AddError($"{SmbOptions.Section}:{nameof(options.ServerName)} is '{options.ServerName}': it takes 1 to 15 letters, digits or '-'.");
        }

        if (!Enum.IsDefined(options.DialectMin) || options.DialectMin == SmbDialect.None)
        {
            failures.AddError($"{SmbOptions.Section}:{nameof(options.DialectMin)} is {options.DialectMin}: it takes a dialect.");
        }

        foreach (var address in options.ListenAddresses)
        {
            if (!IPAddress.TryParse(address, out _))
            {
                failures.AddError($"{SmbOptions.Section}:{nameof(options.ListenAddresses)} has '{address}': it takes IP addresses such as 127.0.0.1, 0.0.0.0 or ::.");
            }
        }

        return failures.Build();
    }

    private static void Check<T>(ValidateOptionsResultBuilder failures, string key, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            failures.AddError($"{SmbOptions.Section}:{key} is {value}: it takes {least} to {most}.");
        }
    }
}
