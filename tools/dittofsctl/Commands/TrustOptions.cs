using System.CommandLine;
using DittoFs.Ctl.Contexts;
using DittoFs.Ctl.Running;

namespace DittoFs.Ctl.Commands;

/// <summary>The options that say by what a server's certificate is known.</summary>
internal sealed class TrustOptions
{
    /// <summary>Who vouches.</summary>
    public Option<string?> Authority { get; } = Symbols.Text("--ca", "FILE", "Trusts certificates that those in this PEM file vouch for, and no others. Kept in the context.");

    /// <summary>The certificate itself.</summary>
    public Option<string?> Fingerprint { get; } = Symbols.Text(
        "--fingerprint",
        "SHA256",
        "Trusts the certificate with this SHA-256 fingerprint, and no other; 'dittofs status' on the server's machine shows it, and so does its start. Kept in the context.");

    /// <summary><paramref name="context"/> with what was given; one of them takes the other's place.</summary>
    public ServerContext Apply(Run run, ServerContext context)
    {
        var (authority, fingerprint) = (run.Get(Authority), run.Get(Fingerprint));
        return (authority, fingerprint) switch
        {
            (null, null) => context,
            (not null, not null) => throw new CtlException("--ca and --fingerprint exclude each other: a fingerprint needs nobody who vouches.", ExitCode.Usage),
            _ => context with
            {
                Authority = authority is null ? null : Path.GetFullPath(authority),
                Fingerprint = fingerprint is null ? null : ServerTrust.ParseFingerprint(fingerprint),
            },
        };
    }
}
