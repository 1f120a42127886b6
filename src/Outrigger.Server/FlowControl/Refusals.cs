using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Server.FlowControl;

/// <summary>What a client is told that comes at a bad time.</summary>
internal static class Refusals
{
    /// <summary>429 with Retry-After.</summary>
    public static StatusException TooMany(int retryAfterSeconds) =>
        ApiErrors.TooManyRequests("Too many requests, please try again later.", retryAfterSeconds);
}
