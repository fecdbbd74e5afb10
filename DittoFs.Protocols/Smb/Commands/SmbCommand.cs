using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>A request that can be read from a message.</summary>
internal interface ISmbRequest<TSelf>
    where TSelf : ISmbRequest<TSelf>
{
    /// <summary>Reads the request from a whole message; false if it breaks the layout.</summary>
    static abstract bool TryDecode(ReadOnlyMemory<byte> message, out TSelf request);
}

/// <summary>A response that can be written behind its header.</summary>
internal interface ISmbResponse
{
    /// <summary>Writes the body.</summary>
    void Encode(LittleEndianWriter writer);
}

/// <summary>A status, with the body that goes with it.</summary>
internal readonly record struct SmbResult<TResponse>(NtStatus Status, TResponse? Response)
    where TResponse : class, ISmbResponse
{
    /// <summary>A failure without a body.</summary>
    public static implicit operator SmbResult<TResponse>(NtStatus status) => new(status, null);

    /// <summary>A success.</summary>
    public static implicit operator SmbResult<TResponse>(TResponse response) => new(NtStatus.Success, response);
}

/// <summary>What one row of the table does.</summary>
internal abstract class SmbCommand
{
    /// <summary>Runs the call and writes the body of its response; on a failure without a body, nothing.</summary>
    public abstract ValueTask<NtStatus> RunAsync(SmbCall call, CancellationToken cancellationToken);
}

/// <summary>A command that decodes a request, handles it and encodes a response.</summary>
internal abstract class SmbCommand<TRequest, TResponse> : SmbCommand
    where TRequest : ISmbRequest<TRequest>
    where TResponse : class, ISmbResponse
{
    /// <inheritdoc/>
    public sealed override ValueTask<NtStatus> RunAsync(SmbCall call, CancellationToken cancellationToken)
    {
        if (!TRequest.TryDecode(call.Message, out var request))
        {
            return new ValueTask<NtStatus>(NtStatus.InvalidParameter);
        }

        var handling = HandleAsync(call, request, cancellationToken);
        return handling.IsCompletedSuccessfully ? new ValueTask<NtStatus>(Finish(call, handling.Result)) : FinishAsync(call, handling);
    }

    /// <summary>Does what the request asks for.</summary>
    protected abstract ValueTask<SmbResult<TResponse>> HandleAsync(SmbCall call, TRequest request, CancellationToken cancellationToken);

    private static async ValueTask<NtStatus> FinishAsync(SmbCall call, ValueTask<SmbResult<TResponse>> handling) =>
        Finish(call, await handling.ConfigureAwait(false));

    private static NtStatus Finish(SmbCall call, SmbResult<TResponse> result)
    {
        result.Response?.Encode(call.Reply);
        return result.Status;
    }
}

/// <summary>The response of commands that have nothing to say: four bytes.</summary>
internal sealed class EmptyResponse : ISmbResponse
{
    /// <summary>The response.</summary>
    public static EmptyResponse Instance { get; } = new();

    /// <inheritdoc/>
    public void Encode(LittleEndianWriter writer)
    {
        writer.WriteUInt16(4);
        writer.WriteUInt16(0);
    }
}

/// <summary>The request of commands that ask for nothing else.</summary>
internal readonly record struct EmptyRequest : ISmbRequest<EmptyRequest>
{
    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out EmptyRequest request)
    {
        request = default;
        return true;
    }
}
