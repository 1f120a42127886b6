namespace Outrigger.Client.Configuration;

/// <summary>Where the bearer token of a request comes from.</summary>
public interface ITokenSource
{
    /// <summary>The token to send now. Throws <see cref="ClientConfigException"/> when there is none.</summary>
    ValueTask<string> GetAsync(CancellationToken cancellationToken);

    /// <summary>The server refused a token: true when a different one is at hand.</summary>
    /// <param name="refused">The token that was sent.</param>
    /// <param name="cancellationToken">Ends the search for another one.</param>
    ValueTask<bool> RefreshAsync(string refused, CancellationToken cancellationToken);
}
