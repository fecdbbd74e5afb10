using DittoFs.Storage.Content.Upload;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Storage.Content.Upload;

public sealed class UploadBuffersTests
{
    [Fact]
    public void Rent_BeyondTheBudget_IsRefusedUntilOneComesBack()
    {
        using var buffers = new UploadBuffers(ByteSize.FromMebibytes(64));
        List<NativeBuffer> rented = [];
        while (buffers.TryRent(0, out var buffer))
        {
            rented.Add(buffer);
        }

        Assert.Equal(4, rented.Count);
        buffers.Return(rented[0]);
        Assert.True(buffers.TryRent(0, out _));
        Assert.Equal(4, buffers.RentedCount);
    }

    [Fact]
    public void Memory_IsKeptWhileOthersAreInUse_AndMostOfItGivenBackAfterwards()
    {
        using var buffers = new UploadBuffers(ByteSize.FromMebibytes(64));
        List<NativeBuffer> rented = [];
        while (buffers.TryRent(0, out var buffer))
        {
            rented.Add(buffer);
        }

        rented[..3].ForEach(buffers.Return);
        Assert.Equal(3, buffers.SpareCount);
        Assert.True(buffers.TryRent(0, out var again));
        Assert.Contains(again, rented[..3]);

        buffers.Return(again);
        buffers.Return(rented[3]);
        Assert.Equal((0, 2), (buffers.RentedCount, buffers.SpareCount));
    }

    [Fact]
    public void Rent_OfTheLastOne_IsForAShareThatHasNone()
    {
        using var buffers = new UploadBuffers(ByteSize.FromMebibytes(32));
        Assert.True(buffers.TryRent(0, out _));
        Assert.False(buffers.TryRent(1, out _));
        Assert.True(buffers.TryRent(0, out var other));
        Assert.Equal(16 << 20, other.Memory.Length);
    }

    [Fact]
    public void Buffer_ThatWasFreed_IsNeverReadAgain()
    {
        var buffers = new UploadBuffers(ByteSize.FromMebibytes(32));
        Assert.True(buffers.TryRent(0, out var buffer));
        var memory = buffer.Memory;
        buffers.Dispose();
        memory.Span[0] = 1;
        buffers.Return(buffer);
        Assert.Throws<ObjectDisposedException>(() => memory.Span[0]);
    }
}
