using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace DittoFs.Web.Hosting.Tls;

/// <summary>
/// HTTPS on an address. Who speaks plain HTTP there is let through too, marked by <see cref="PlainOnTlsPort"/>, so that a browser that was given the wrong scheme is told the right one.
/// </summary>
internal static class TlsListener
{
    private const byte HandshakeRecord = 22; // RFC 8446 §5.1: the first byte of a ClientHello; no HTTP method begins with it

    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds it to <paramref name="listen"/>.</summary>
    public static void UseTls(this ListenOptions listen, TlsCertificates certificates, TimeProvider clock)
    {
        // What comes after TLS is known only when the last of these is put together, which is the first to be.
        ConnectionDelegate? plain = null;
        listen.Use(next => connection => SplitAsync(connection, next, plain!, clock));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(MakeOptions(certificates)),
        });
        listen.Use(next => plain = next);
    }

    private static SslServerAuthenticationOptions MakeOptions(TlsCertificates certificates) => new()
    {
        ServerCertificateContext = certificates.Current?.Context ?? throw new AuthenticationException(certificates.Problem ?? "There is no certificate."),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
    };

    private static async Task SplitAsync(ConnectionContext connection, ConnectionDelegate tls, ConnectionDelegate plain, TimeProvider clock)
    {
        byte first;
        using (var patience = new CancellationTokenSource(HandshakeTimeout, clock))
        {
            try
            {
                var input = await connection.Transport.Input.ReadAsync(patience.Token);
                if (input.Buffer.IsEmpty)
                {
                    return;
                }

                first = input.Buffer.FirstSpan[0];
                connection.Transport.Input.AdvanceTo(input.Buffer.Start);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException)
            {
                connection.Abort();
                return;
            }
        }

        if (first == HandshakeRecord)
        {
            await tls(connection);
            return;
        }

        connection.Features.Set(new PlainOnTlsPort());
        await plain(connection);
    }
}

/// <summary>Marks a connection that speaks plain HTTP where HTTPS is spoken.</summary>
internal sealed record PlainOnTlsPort;
