using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Discovery;

/// <summary>Reads a whole document of another server, which is not trusted to be reasonable.</summary>
internal static class BoundedReader
{
    /// <summary>The largest document: 32 MiB.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>All of the body; an <see cref="UpstreamException"/> when it is larger than allowed.</summary>
    public static async Task<byte[]> ReadAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await response.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            if (all.Length + count > MaxBytes)
            {
                throw new UpstreamException(UpstreamFailure.BadAnswer, $"the document exceeds {MaxBytes} bytes");
            }

            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}
