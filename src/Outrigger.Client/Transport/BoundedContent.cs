namespace Outrigger.Client.Transport;

/// <summary>Reads whole answers of servers that need not be reasonable.</summary>
public static class BoundedContent
{
    /// <summary>All of the body; null as soon as it is longer than allowed.</summary>
    /// <param name="response">Whose headers are read.</param>
    /// <param name="most">Bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<byte[]?> ReadAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (all.Length + read > most)
            {
                return null;
            }

            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }
}
