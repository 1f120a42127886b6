using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Outrigger.Server.Http;

namespace Outrigger.Server.Authentication;

/// <summary>
/// Reads a bearer token out of the subprotocols of a WebSocket handshake (<c>base64url.bearer.authorization.k8s.io.TOKEN</c>), the only
/// place where a browser can put one. Another subprotocol must stand beside it; the one with the token goes no further.
/// </summary>
public sealed class WebSocketTokenAuthenticator(ITokenAuthenticator tokens) : IAuthenticator
{
    private const string Prefix = "base64url.bearer.authorization.k8s.io.";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public string Name => "websocket-token";

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var headers = context.Request.Headers;
        if (!IsHandshake(headers))
        {
            return AuthenticationResult.NoOpinion;
        }

        var protocols = SocketHandshake.Protocols(headers).ToList();
        var others = protocols.Where(p => !p.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        if (others.Count == protocols.Count)
        {
            return AuthenticationResult.NoOpinion;
        }

        // Whatever becomes of it, nobody behind us sees it.
        headers.SecWebSocketProtocol = others.Count == 0 ? StringValues.Empty : string.Join(',', others);
        if (protocols.Count - others.Count > 1)
        {
            return AuthenticationResult.Rejected("more than one token among the subprotocols");
        }

        var token = Decode(protocols.Single(p => p.StartsWith(Prefix, StringComparison.Ordinal))[Prefix.Length..]);
        if (token is null)
        {
            return AuthenticationResult.Rejected("the token among the subprotocols is not base64url of text");
        }

        return token.Length == 0 ? AuthenticationResult.NoOpinion
            : others.Count == 0 ? AuthenticationResult.Rejected("no subprotocol beside the one with the token")
            : await JudgeAsync(token, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AuthenticationResult> JudgeAsync(string token, CancellationToken cancellationToken) =>
        await tokens.AuthenticateAsync(token, [], cancellationToken).ConfigureAwait(false) is var result && result is AuthenticationResult.None
            ? AuthenticationResult.Rejected("no authenticator knows the token")
            : result;

    private static bool IsHandshake(IHeaderDictionary headers) =>
        string.Equals(headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
        && headers.Connection.Any(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries).Contains("upgrade", StringComparer.OrdinalIgnoreCase));

    // without padding, as Go's RawURLEncoding wants it
    private static string? Decode(string encoded)
    {
        try
        {
            return encoded.Contains('=', StringComparison.Ordinal) ? null : Strict.GetString(Base64Url.DecodeFromChars(encoded));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}
