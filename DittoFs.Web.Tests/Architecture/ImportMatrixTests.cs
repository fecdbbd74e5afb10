namespace DittoFs.Web.Tests.Architecture;

/// <summary>Who may name whom: the matrix of docs/architecture.md, checked on what the compiler made.</summary>
public sealed class ImportMatrixTests
{
    private const string Storage = "DittoFs.Storage";
    private const string Protocols = "DittoFs.Protocols";
    private const string Web = "DittoFs.Web";

    // What of Storage a protocol may name: values, the front door, and the catalogue of shares.
    private static readonly string[] StorageSeams = [$"{Storage}.Primitives", $"{Storage}.Files", $"{Storage}.Shares", $"{Storage}.Locking"];

    private static readonly ImportRule[] Matrix =
    [
        Row($"{Storage}", mayNot: [Protocols, Web]),
        Row($"{Storage}.Primitives", mayNot: [Storage]),
        Row($"{Storage}.Faults", mayNot: [Storage]),

        // The committer follows the log that all stores share; the stores themselves know nothing of it.
        Row($"{Storage}.Metadata",
            mayNot: [$"{Storage}.Files", $"{Storage}.Shares", $"{Storage}.Content", $"{Storage}.Blocks", $"{Storage}.Access"],
            except: [$"{Storage}.Content.Wal.WriteAheadLog", $"{Storage}.Content.Wal.IWalFollower"]),
        Row($"{Storage}.Blocks", mayNot: [$"{Storage}.Files", $"{Storage}.Shares", $"{Storage}.Content", $"{Storage}.Metadata", $"{Storage}.Access"]),
        Row($"{Storage}.Content", mayNot:
            [
                $"{Storage}.Files", $"{Storage}.Shares", $"{Storage}.Access",
                $"{Storage}.Metadata.Memory", $"{Storage}.Metadata.RocksDb", $"{Storage}.Metadata.Postgres", $"{Storage}.Blocks.Memory", $"{Storage}.Blocks.FileSystem", $"{Storage}.Blocks.S3",
            ]),
        Row($"{Storage}.Collection",
            mayNot:
            [
                $"{Storage}.Files", $"{Storage}.Shares", $"{Storage}.Access", $"{Storage}.Content",
                $"{Storage}.Metadata.Memory", $"{Storage}.Metadata.RocksDb", $"{Storage}.Blocks.Memory", $"{Storage}.Blocks.FileSystem", $"{Storage}.Blocks.S3",
            ],
            except: [$"{Storage}.Content.Upload.BlocksUnderWay"]),
        Row($"{Storage}.Dumps",
            mayNot:
            [
                $"{Storage}.Files", $"{Storage}.Shares", $"{Storage}.Access", $"{Storage}.Content",
                $"{Storage}.Metadata.Memory", $"{Storage}.Metadata.RocksDb", $"{Storage}.Metadata.Postgres", $"{Storage}.Blocks.Memory", $"{Storage}.Blocks.FileSystem", $"{Storage}.Blocks.S3",
            ],
            except: [$"{Storage}.Content.Packing"]),
        Row($"{Storage}.Files", mayNot:
            [$"{Storage}.Metadata.Memory", $"{Storage}.Metadata.RocksDb", $"{Storage}.Metadata.Postgres", $"{Storage}.Blocks.Memory", $"{Storage}.Blocks.FileSystem", $"{Storage}.Blocks.S3"]),
        Row($"{Storage}.Access",
            mayNot: [$"{Storage}.Metadata", $"{Storage}.Content", $"{Storage}.Blocks"],
            except: [$"{Storage}.Metadata.NodeRecord"]),

        // No backend knows another.
        Row($"{Storage}.Metadata.Memory", mayNot: [$"{Storage}.Metadata.RocksDb", $"{Storage}.Metadata.Postgres", $"{Storage}.Content"]),
        Row($"{Storage}.Metadata.RocksDb", mayNot: [$"{Storage}.Metadata.Memory", $"{Storage}.Metadata.Postgres", $"{Storage}.Content"]),
        Row($"{Storage}.Metadata.Postgres", mayNot: [$"{Storage}.Metadata.Memory", $"{Storage}.Metadata.RocksDb", $"{Storage}.Content"]),
        Row($"{Storage}.Blocks.Memory", mayNot: [$"{Storage}.Blocks.FileSystem", $"{Storage}.Blocks.S3"]),
        Row($"{Storage}.Blocks.FileSystem", mayNot: [$"{Storage}.Blocks.Memory", $"{Storage}.Blocks.S3"]),
        Row($"{Storage}.Blocks.S3", mayNot: [$"{Storage}.Blocks.Memory", $"{Storage}.Blocks.FileSystem"]),

        // Who opens stores of others knows their seams, and none of ours that implement them.
        Row($"{Storage}.StoreTypes",
            mayNot:
            [
                $"{Storage}.Files", $"{Storage}.Shares", $"{Storage}.Content", $"{Storage}.Access", $"{Storage}.Collection",
                $"{Storage}.Metadata.Memory", $"{Storage}.Metadata.RocksDb", $"{Storage}.Metadata.Postgres", $"{Storage}.Blocks.Memory", $"{Storage}.Blocks.FileSystem", $"{Storage}.Blocks.S3",
            ]),

        Row($"{Protocols}", mayNot: [Web, Storage], except: StorageSeams),
        Row($"{Protocols}.Wire", mayNot: [Protocols, Storage]),
        Row($"{Protocols}.Transport", mayNot: [Protocols, Storage], except: [$"{Protocols}.Wire"]),

        // Of Storage only what says who calls, and how calls are measured.
        Row($"{Protocols}.Rpc",
            mayNot: [$"{Protocols}.Nfs", $"{Protocols}.Mount", $"{Protocols}.Nlm", $"{Protocols}.Nsm", $"{Protocols}.Portmap", $"{Protocols}.Smb", Storage],
            except: [$"{Storage}.Primitives.Caller", $"{Storage}.Primitives.HistogramBuckets", $"{Storage}.Files.CallContext", $"{Storage}.Files.FileProtocol"]),
        Row($"{Protocols}.Mount", mayNot: [$"{Protocols}.Smb"]),
        Row($"{Protocols}.Portmap", mayNot: [$"{Protocols}.Nfs", $"{Protocols}.Mount", $"{Protocols}.Nlm", $"{Protocols}.Nsm", $"{Protocols}.Smb", Storage]),
        Row($"{Protocols}.Nlm", mayNot: [$"{Protocols}.Nfs", $"{Protocols}.Mount", $"{Protocols}.Smb"]),
        Row($"{Protocols}.Nsm", mayNot: [$"{Protocols}.Nfs", $"{Protocols}.Mount", $"{Protocols}.Smb"]),
        Row($"{Protocols}.Nfs", mayNot: [$"{Protocols}.Smb"]),
        Row($"{Protocols}.Nfs.V3", mayNot: [$"{Protocols}.Nfs.V4"]),
        Row($"{Protocols}.Smb", mayNot: [$"{Protocols}.Nfs", $"{Protocols}.Mount", $"{Protocols}.Nlm", $"{Protocols}.Nsm", $"{Protocols}.Portmap", $"{Protocols}.Rpc"]),

        // The host configures stores and protocols by their options, and never reaches behind a seam.
        Row($"{Web}",
            mayNot: [$"{Storage}.Metadata", $"{Storage}.Content", $"{Storage}.Blocks", $"{Storage}.Access", $"{Protocols}.Rpc", $"{Protocols}.Wire", $"{Protocols}.Transport"],
            except:
            [
                $"{Storage}.Content.Wal.WalOptions", $"{Storage}.Content.Cache.CacheOptions",
                $"{Storage}.Metadata.RocksDb.RocksDbMetadataStoreOptions", $"{Storage}.Blocks.FileSystem.FileSystemBlockStoreOptions",
            ]),

        // Services decide, endpoints translate. The contracts know nobody, so services speak them too.
        Row($"{Web}.ControlPlane",
            mayNot: [$"{Web}.Api", $"{Web}.AdminConsole", $"{Web}.Realtime", "Microsoft.AspNetCore.Http", Protocols],
            except: [$"{Web}.Api.Contracts", $"{Protocols}.Hosting", $"{Protocols}.Authentication", $"{Protocols}.Mount.MountTable", $"{Protocols}.Mount.MountEntry", $"{Protocols}.Nfs.NfsOptions",
                $"{Protocols}.Smb.SmbOptions", $"{Protocols}.Smb.SmbDialect", $"{Protocols}.Smb.SmbEncryption", $"{Protocols}.Smb.SmbIdentity", $"{Protocols}.Smb.SmbTreeTable", $"{Protocols}.Smb.SmbTreeEntry"]),
        Row($"{Web}.Api.Contracts", mayNot: ["DittoFs", "Microsoft"]),

        // The console asks services, and the pump tells what happens without knowing who looks.
        Row($"{Web}.AdminConsole", mayNot: [$"{Web}.ControlPlane.Data", "Microsoft.EntityFrameworkCore", $"{Storage}.Files"]),
        Row($"{Web}.Realtime", mayNot: [$"{Web}.ControlPlane", $"{Web}.Api", $"{Web}.AdminConsole", $"{Storage}.Files"]),
        Row($"{Web}.Api", mayNot: [$"{Web}.ControlPlane.Data", $"{Web}.AdminConsole", $"{Web}.Realtime", "Microsoft.EntityFrameworkCore", $"{Storage}.Shares"]),
    ];

    public static TheoryData<string> Rows => [.. Matrix.Select(rule => rule.From)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Namespace_NamesOnlyWhatItMay(string from)
    {
        var rule = Matrix.Single(row => row.From == from);

        var violations = rule.ViolationsIn(ProductAssemblies.Uses).Order().ToList();

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public void StorageAndProtocols_KnowNoWebFramework()
    {
        var uses = ProductAssemblies.Uses.Where(use => TypeUse.IsIn(use.From, Storage) || TypeUse.IsIn(use.From, Protocols));

        Assert.DoesNotContain(uses, use => TypeUse.IsIn(use.To, "Microsoft.AspNetCore"));
    }

    private static ImportRule Row(string from, string[] mayNot, string[]? except = null) => new(from, mayNot, except ?? []);
}
