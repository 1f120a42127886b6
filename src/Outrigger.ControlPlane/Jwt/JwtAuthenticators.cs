using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Authentication;
using Outrigger.Server.Metrics;

namespace Outrigger.ControlPlane.Jwt;

/// <summary>
/// The issuers of JSON web tokens, which may be exchanged for others while requests are under way. A token goes to the issuer that it
/// names and to no other.
/// </summary>
internal sealed class JwtAuthenticators : ITokenAuthenticator, IAsyncDisposable
{
    private readonly JwtMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private volatile IssuerGeneration current;

    public JwtAuthenticators(IReadOnlyList<JwtAuthenticatorSettings> settings, JwtMetrics metrics, TimeProvider time, ILogger logger)
    {
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        current = Make(settings);
    }

    /// <inheritdoc/>
    public string Name => "jwt";

    /// <summary>Begins to read keys, in the background: a server starts and serves whether its issuers do or not.</summary>
    public void Start() => current.Start();

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken) => current.AuthenticateAsync(token, cancellationToken);

    /// <summary>
    /// Takes others over as soon as the keys of all of them are read; null when they are in force, else why they are not, and everything
    /// stays as it was.
    /// </summary>
    public async Task<string?> ReplaceAsync(IReadOnlyList<JwtAuthenticatorSettings> settings, CancellationToken cancellationToken)
    {
        var next = Make(settings);
        next.Start();
        if (await next.ReadyAsync(cancellationToken).ConfigureAwait(false) is { } problem)
        {
            await next.DisposeAsync().ConfigureAwait(false);
            return problem;
        }

        var last = current;
        current = next;
        await last.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => current.DisposeAsync();

    private IssuerGeneration Make(IReadOnlyList<JwtAuthenticatorSettings> settings) => new(settings, metrics, time, logger);
}
