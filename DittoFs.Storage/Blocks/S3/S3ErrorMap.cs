using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <summary>Translates what the vendor's client throws.</summary>
internal static class S3ErrorMap
{
    /// <summary>A range that begins behind the object's end.</summary>
    public const string InvalidRange = "InvalidRange";

    /// <summary>Another writer was first with an object that may be written once.</summary>
    public const string PreconditionFailed = "PreconditionFailed";

    /// <summary>The bucket is not there.</summary>
    public const string NoSuchBucket = "NoSuchBucket";

    /// <summary>A put in parts that was called off or completed, or never begun.</summary>
    public const string NoSuchUpload = "NoSuchUpload";

    private const string NoSuchKey = "NoSuchKey";

    /// <summary>True for the exceptions that a request can end with; others are faults of the program.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="cancellationToken">The caller's: what he called off himself is no failure of the store.</param>
    public static bool IsRequestError(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => exception is AmazonClientException or AmazonServiceException or HttpRequestException or IOException or TimeoutException,
    };

    /// <summary>
    /// The error of a request. Only a service that says so itself makes a block missing: a bucket that is gone, a proxy's page and a lost connection do not.
    /// </summary>
    public static FsError ToError(Exception exception) => exception switch
    {
        AmazonServiceException { ErrorCode: NoSuchKey } => FsError.NotFound,
        AmazonServiceException { ErrorCode: "QuotaExceeded" or "ServiceQuotaExceededException" or "EntityTooLarge" } => FsError.NoSpace,
        AmazonServiceException { ErrorCode: "SlowDown" or "RequestTimeout" or "RequestTimeTooSkewed" or NoSuchBucket or NoSuchUpload } => FsError.Unavailable,
        AmazonServiceException { StatusCode: HttpStatusCode.InsufficientStorage } => FsError.NoSpace,
        AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout } => FsError.Unavailable,
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError } => FsError.Unavailable,
        AmazonServiceException { StatusCode: 0 } => FsError.Unavailable,
        AmazonServiceException => FsError.InputOutput,
        _ => FsError.Unavailable,
    };

    /// <summary>True when the service sent an answer, if only a refusal; false when there was none.</summary>
    public static bool IsAnswer(Exception exception) => exception is AmazonServiceException { StatusCode: not 0 };

    /// <summary>True when the request failed with that code of the protocol.</summary>
    public static bool Is(Exception exception, string errorCode) => exception is AmazonS3Exception failure && failure.ErrorCode == errorCode;
}
