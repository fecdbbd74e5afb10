namespace DittoFs.Web.Api;

/// <summary>Writes the addresses of what was made or begun as its maker reaches them: below the path that a proxy offers this server at.</summary>
internal sealed class CreatedLocations(RequestDelegate next)
{
    /// <summary>Hands the request on, and completes the <c>Location</c> of the answer when it is sent.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.PathBase.HasValue)
        {
            context.Response.OnStarting(Complete, context);
        }

        return next(context);
    }

    private static Task Complete(object state)
    {
        var (request, response) = (((HttpContext)state).Request, ((HttpContext)state).Response);
        if (response.StatusCode is StatusCodes.Status201Created or StatusCodes.Status202Accepted && response.Headers.Location is [{ } path])
        {
            response.Headers.Location = request.PathBase + path;
        }

        return Task.CompletedTask;
    }
}
