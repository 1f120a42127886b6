using System.Text;

namespace Outrigger.Bench;

/// <summary>Whole answers.</summary>
internal static class ClientCalls
{
    /// <summary>Sends a request and drops the answer's body; returns its length.</summary>
    public static async ValueTask<long> SendAsync(this IClient client, Request request, CancellationToken cancellationToken)
    {
        await client.OpenAsync(request, cancellationToken);
        var total = 0L;
        while (await client.ReadAsync(cancellationToken) is { Length: > 0 } piece)
        {
            total += piece.Length;
        }

        return total;
    }

    /// <summary>Sends a request and reads the answer's body as text.</summary>
    public static async ValueTask<string> TextAsync(this IClient client, Request request, CancellationToken cancellationToken)
    {
        await client.OpenAsync(request, cancellationToken);
        return await client.RestAsync(cancellationToken);
    }

    /// <summary>The rest of the body as text.</summary>
    public static async ValueTask<string> RestAsync(this IClient client, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        while (await client.ReadAsync(cancellationToken) is { Length: > 0 } piece)
        {
            all.Write(piece.Span);
        }

        return Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length);
    }
}
