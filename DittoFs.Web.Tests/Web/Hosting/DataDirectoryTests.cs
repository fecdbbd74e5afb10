using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Settings;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting;

public sealed class DataDirectoryTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryDirectory _parent = new();

    public void Dispose() => _parent.Dispose();

    [Fact]
    public void Prepare_OfANewDirectory_KeepsOthersOut()
    {
        DataDirectory.Prepare(_parent.Combine("data"));

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_parent.Combine("data")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(_parent.Combine("data"), "run")));
    }

    [Fact]
    public void Prepare_OfAnEmptyOpenDirectory_ClosesIt()
    {
        Directory.CreateDirectory(_parent.Combine("data"), OwnerOnly | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        DataDirectory.Prepare(_parent.Combine("data"));

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_parent.Combine("data")));
    }

    [Fact]
    public void Prepare_OfAnOpenDirectoryThatHoldsSomething_ChangesNothing()
    {
        var open = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        Directory.CreateDirectory(_parent.Combine("data"), open);
        File.WriteAllText(Path.Combine(_parent.Combine("data"), "somebody's"), "");

        var exception = Assert.Throws<SettingsException>(() => DataDirectory.Prepare(_parent.Combine("data")));

        Assert.Equal($"DataDirectory = {_parent.Combine("data")}: must have mode 0700, and has 750: others could read every share. Run: chmod 700 {_parent.Combine("data")}", exception.Message);
        Assert.Equal(open, File.GetUnixFileMode(_parent.Combine("data")));
    }

    [Fact]
    public void Prepare_BelowAFile_SaysWhatItNeeds()
    {
        File.WriteAllText(_parent.Combine("file"), "");

        var exception = Assert.Throws<SettingsException>(() => DataDirectory.Prepare(_parent.Combine("file/data")));

        Assert.StartsWith($"DataDirectory = {_parent.Combine("file/data")}: must be a directory", exception.Message, StringComparison.Ordinal);
    }
}
