namespace Outrigger.Client.Configuration;

/// <summary>Where the bearer token of a request comes from.</summary>
public interface ITokenSource
{
    /// <summary>The token to send now. Throws <see cref="ClientConfigException"/> when there is none.</summary>
    ValueTask<string> GetAsync(CancellationToken cancellationToken);

    /// <summary>The server refused the last token: true when a different one is at hand.</summary>
    ValueTask<bool> RefreshAsync(CancellationToken cancellationToken);
}
