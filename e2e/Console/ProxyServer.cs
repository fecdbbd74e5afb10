using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DittoFs.E2E.Console;

/// <summary>An nginx that offers a server below a path, and everything else of its host to nobody.</summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("dittofs-nginx-");
    private readonly Process process;

    private ProxyServer(Uri server, string path, int port)
    {
        File.WriteAllText(Path.Combine(directory.FullName, "nginx.conf"), ConfigurationOf(server, path, port));
        process = Process.Start("/usr/sbin/nginx", ["-p", directory.FullName, "-c", "nginx.conf", "-e", "error.log"]);
    }

    /// <summary>Where a browser finds the server's root.</summary>
    public Uri Address { get; private init; } = null!;

    /// <summary>Starts one, on the port of one before if wanted, and waits until it answers.</summary>
    public static async Task<ProxyServer> StartAsync(Uri server, string path, int? samePort = null)
    {
        var port = samePort ?? FindPort();
        var proxy = new ProxyServer(server, path, port) { Address = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}{path}/") };
        using var http = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(proxy.Address, "health/live"));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                return proxy;
            }
            catch (HttpRequestException) when (attempt < 600 && !proxy.process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var stop = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await stop.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
        directory.Delete(recursive: true);
    }

    // As docs/console.md tells; the rest keeps nginx in its own directory.
    private static string ConfigurationOf(Uri server, string path, int port) => $$"""
        daemon off;
        worker_processes 1;
        pid nginx.pid;
        events { }
        http {
          access_log off;
          include /etc/nginx/mime.types;
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          map $http_upgrade $connection_upgrade { default upgrade; '' close; }
          server {
            listen 127.0.0.1:{{port}};
            location {{path}}/ {
              proxy_pass {{server.GetLeftPart(UriPartial.Authority)}};
              proxy_http_version 1.1;
              proxy_set_header Host $http_host;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection $connection_upgrade;
              proxy_read_timeout 1h;
            }
            location / { return 404; }
          }
        }
        """;

    private static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
