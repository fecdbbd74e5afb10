using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using DittoFs.Storage.Blocks.S3;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Storage.Blocks.S3;

public sealed class S3ErrorMapTests
{
    [Theory]
    [InlineData("NoSuchKey", HttpStatusCode.NotFound, FsError.NotFound)]
    [InlineData("NoSuchBucket", HttpStatusCode.NotFound, FsError.Unavailable)]
    [InlineData("", HttpStatusCode.NotFound, FsError.InputOutput)]
    [InlineData("SlowDown", HttpStatusCode.ServiceUnavailable, FsError.Unavailable)]
    [InlineData("InternalError", HttpStatusCode.InternalServerError, FsError.Unavailable)]
    [InlineData("", HttpStatusCode.BadGateway, FsError.Unavailable)]
    [InlineData("", HttpStatusCode.TooManyRequests, FsError.Unavailable)]
    [InlineData("RequestTimeout", HttpStatusCode.BadRequest, FsError.Unavailable)]
    [InlineData("QuotaExceeded", HttpStatusCode.Forbidden, FsError.NoSpace)]
    [InlineData("", HttpStatusCode.InsufficientStorage, FsError.NoSpace)]
    [InlineData("AccessDenied", HttpStatusCode.Forbidden, FsError.InputOutput)]
    [InlineData("SignatureDoesNotMatch", HttpStatusCode.Forbidden, FsError.InputOutput)]
    public void Answer_OfTheService_HasItsError(string code, HttpStatusCode status, FsError expected) =>
        Assert.Equal(expected, S3ErrorMap.ToError(new AmazonS3Exception("x", ErrorType.Unknown, code, "request", status)));

    public static TheoryData<Exception> Failures =>
    [
        new HttpRequestException("refused"), new IOException("reset"), new TimeoutException(), new OperationCanceledException(), new AmazonClientException("no credentials"),
    ];

    [Theory, MemberData(nameof(Failures))]
    public void Request_WithoutAnAnswer_MeansThatTheStoreIsAway(Exception exception)
    {
        Assert.True(S3ErrorMap.IsRequestError(exception, CancellationToken.None));
        Assert.Equal(FsError.Unavailable, S3ErrorMap.ToError(exception));
    }

    [Fact]
    public void Cancellation_ByTheCaller_IsNoFailureOfTheStore() =>
        Assert.False(S3ErrorMap.IsRequestError(new OperationCanceledException(), new CancellationToken(canceled: true)));

    [Fact]
    public void Fault_OfTheProgram_IsNotTranslated() => Assert.False(S3ErrorMap.IsRequestError(new InvalidOperationException(), CancellationToken.None));
}
