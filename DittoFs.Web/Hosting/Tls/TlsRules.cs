using System.Net;

namespace DittoFs.Web.Hosting.Tls;

/// <summary>Which addresses of the administration port speak HTTPS, and which must not be served at all.</summary>
internal static class TlsRules
{
    /// <summary>Whether <paramref name="address"/> speaks HTTPS.</summary>
    public static bool Speaks(HttpOptions http, IPAddress address) => http.Tls.Mode switch
    {
        TlsMode.Off => false,
        TlsMode.Auto => http.Tls.CertificateFile.Length > 0 || !IPAddress.IsLoopback(address),
        TlsMode.Required => true,
    };

    /// <summary>Whether any address speaks it.</summary>
    public static bool SpeaksAnywhere(HttpOptions http) => http.ListenAddresses.Any(address => Speaks(http, address));

    /// <summary>A line for each rule that does not hold.</summary>
    public static IEnumerable<string> FindProblems(HttpOptions http)
    {
        if (!http.AllowPlainOffLoopback)
        {
            foreach (var address in http.ListenAddresses.Where(address => !IPAddress.IsLoopback(address) && !Speaks(http, address)))
            {
                yield return $"Http:Tls:Mode = off: {address} (Http:ListenAddresses) is not only this machine's, and plain HTTP there shows passwords and tokens to whoever can listen to the network. "
                    + "Leave the mode at auto, listen on 127.0.0.1, or say Http:AllowPlainOffLoopback = true if that network is to be trusted.";
            }
        }

        if (http.Tls.CertificateFile.Length == 0 && (http.Tls.KeyFile.Length > 0 || http.Tls.KeyPasswordFile.Length > 0))
        {
            yield return "Http:Tls:KeyFile and Http:Tls:KeyPasswordFile belong to a certificate: set Http:Tls:CertificateFile too.";
        }
    }
}
