namespace Outrigger.Client.Configuration;

/// <summary>
/// A token in a file that somebody renews (a bound service-account token): read again every <see cref="Period"/>, and at once
/// when the server refuses it.
/// </summary>
public sealed class TokenFile(string path, TimeProvider time) : ITokenSource
{
    /// <summary>For how long a read token is used before the file is looked at again: 10 seconds.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private volatile Reading? last;

    /// <inheritdoc/>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        var seen = last;
        if (seen is not null && time.GetElapsedTime(seen.At) < Period)
        {
            return seen.Token;
        }

        return (await ReadAsync(seen, cancellationToken).ConfigureAwait(false)).Token;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RefreshAsync(string refused, CancellationToken cancellationToken)
    {
        // Another request that was refused too may have read the new one already.
        var read = await ReadAsync(last, cancellationToken).ConfigureAwait(false);
        return !string.Equals(refused, read.Token, StringComparison.Ordinal);
    }

    private async ValueTask<Reading> ReadAsync(Reading? seen, CancellationToken cancellationToken)
    {
        try
        {
            var text = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
            if (text.Length > 0)
            {
                return last = new Reading(text, time.GetTimestamp());
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // a file that is being replaced may be away for a moment: the old token still serves
            return seen ?? throw new ClientConfigException($"cannot read the token file {path}: {e.Message}", e);
        }

        return seen ?? throw new ClientConfigException($"the token file {path} is empty: write a token into it");
    }

    private sealed record Reading(string Token, long At);
}
