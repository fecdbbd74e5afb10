using DittoFs.Storage.Blocks.S3;

namespace DittoFs.Web.Tests.Storage.Blocks.S3;

public sealed class ThreadChangingHandlerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_ThatComesInOnAnEnginesThread_IsHandedOverOnAnother(bool fails)
    {
        using var inner = new EngineHandler(fails);
        using var invoker = new HttpMessageInvoker(new ThreadChangingHandler(inner));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("http://127.0.0.1"));
        var sending = invoker.SendAsync(request, CancellationToken.None);

        // Attached before the answer comes, as the vendor's client does.
        var continued = sending.ContinueWith(_ => Thread.CurrentThread, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var engine = inner.Answer();

        Assert.NotSame(engine, await continued);
        Assert.Equal(fails, sending.IsFaulted);
    }

    /// <summary>Completes its request on a thread of its own, and runs there what was waiting for it.</summary>
    private sealed class EngineHandler(bool fails) : HttpMessageHandler
    {
        private readonly TaskCompletionSource<HttpResponseMessage> answer = new();

        public Thread Answer()
        {
            var engine = new Thread(() =>
            {
                if (fails)
                {
                    answer.SetException(new HttpRequestException("reset"));
                }
                else
                {
                    answer.SetResult(new HttpResponseMessage());
                }
            });
            engine.Start();
            engine.Join();
            return engine;
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer.Task;
    }
}
