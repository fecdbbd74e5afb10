using System.IO.Pipelines;
using System.Net;
using DittoFs.Protocols.Transport;

namespace DittoFs.Web.Tests.Support;

/// <summary>One end of a connection that exists in memory only. What the other end sends arrives in order and in pieces as a socket's would.</summary>
internal sealed class InMemoryWireConnection : IWireConnection
{
    private readonly Pipe incoming;
    private readonly Pipe outgoing;

    private InMemoryWireConnection(Pipe incoming, Pipe outgoing, int port) => (this.incoming, this.outgoing, ClientPort) = (incoming, outgoing, port);

    /// <inheritdoc/>
    public IPAddress ClientAddress { get; } = IPAddress.Parse("192.0.2.7");

    /// <inheritdoc/>
    public IPAddress LocalAddress { get; } = IPAddress.Parse("192.0.2.1");

    /// <inheritdoc/>
    public int ClientPort { get; }

    /// <summary>The most that one receive returns.</summary>
    public int ReceiveBytesMax { get; set; } = int.MaxValue;

    /// <summary>The number of sends so far.</summary>
    public int SendCount { get; private set; }

    /// <summary>Makes two ends that belong together.</summary>
    public static (InMemoryWireConnection Client, InMemoryWireConnection Server) MakePair(int clientPort = 700)
    {
        var options = new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false);
        var (toServer, toClient) = (new Pipe(options), new Pipe(options));
        return (new InMemoryWireConnection(toClient, toServer, clientPort), new InMemoryWireConnection(toServer, toClient, clientPort));
    }

    /// <inheritdoc/>
    public async ValueTask WaitForDataAsync()
    {
        var result = await ReadAsync();
        incoming.Reader.AdvanceTo(result.Buffer.Start);
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReceiveAsync(Memory<byte> destination)
    {
        var result = await ReadAsync();
        var count = (int)Math.Min(result.Buffer.Length, Math.Min(destination.Length, ReceiveBytesMax));
        var taken = result.Buffer.Slice(0, count);
        var position = 0;
        foreach (var segment in taken)
        {
            segment.CopyTo(destination[position..]);
            position += segment.Length;
        }

        incoming.Reader.AdvanceTo(taken.End);
        return count;
    }

    /// <summary>Receives as many bytes as that; an end before them fails the test.</summary>
    public async Task<byte[]> ReceiveWholeAsync(int length)
    {
        var bytes = new byte[length];
        for (var filled = 0; filled < length;)
        {
            var received = await ReceiveAsync(bytes.AsMemory(filled));
            Assert.NotEqual(0, received);
            filled += received;
        }

        return bytes;
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(IList<ArraySegment<byte>> buffers)
    {
        SendCount++;
        try
        {
            foreach (var buffer in buffers)
            {
                await outgoing.Writer.WriteAsync(buffer);
            }
        }
        catch (InvalidOperationException closed)
        {
            throw new IOException("The connection is closed.", closed);
        }
    }

    /// <inheritdoc/>
    public void StopReceiving() => incoming.Writer.Complete();

    /// <inheritdoc/>
    public void Abort()
    {
        incoming.Writer.Complete(new IOException("The connection was broken."));
        outgoing.Writer.Complete(new IOException("The connection was broken."));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        outgoing.Writer.Complete();
        return ValueTask.CompletedTask;
    }

    private ValueTask<ReadResult> ReadAsync() => incoming.Reader.ReadAsync();
}
