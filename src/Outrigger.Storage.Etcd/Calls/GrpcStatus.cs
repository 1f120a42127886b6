using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Outrigger.Storage.Etcd.Calls;

/// <summary>Reads what became of a call: from headers, trailers, or the exception of the transport.</summary>
internal static class GrpcStatus
{
    /// <summary>Refuses an answer that is no gRPC, and one that is nothing but a status.</summary>
    public static void CheckHead(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
        {
            throw new GrpcException(GrpcCode.Unimplemented, $"it answers HTTP {(int)response.StatusCode}, which no etcd does");
        }

        if (Find(response.Headers, "grpc-status") is not null)
        {
            Check(response.Headers);
        }
    }

    /// <summary>Throws unless the trailers say that all is well.</summary>
    public static void Check(HttpHeaders headers)
    {
        var text = Find(headers, "grpc-status");
        if (text == "0")
        {
            return;
        }

        var code = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined((GrpcCode)number)
            ? (GrpcCode)number
            : GrpcCode.Unknown;
        var message = Uri.UnescapeDataString(Find(headers, "grpc-message") ?? "");
        throw new GrpcException(code, text is null ? "the answer was cut off" : message.Length > 0 ? message : code.ToString());
    }

    /// <summary>What a failure of the transport amounts to.</summary>
    public static GrpcException From(Exception failure)
    {
        if (failure is GrpcException known)
        {
            return known;
        }

        // a connection that could not be made in time is told as a cancellation around a timeout
        var notSent = failure is OperationCanceledException { InnerException: TimeoutException } || failure is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                or HttpRequestError.VersionNegotiationError,
        };
        return new GrpcException(GrpcCode.Unavailable, failure.GetBaseException().Message, notSent, failure);
    }

    private static string? Find(HttpHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.First() : null;
}
