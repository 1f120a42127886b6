using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Authentication;

namespace Outrigger.ControlPlane.Jwt;

/// <summary>Judges the tokens of one issuer: signature, times, audience, then what the claims say.</summary>
internal sealed class JwtAuthenticator
{
    // as go-oidc: none for the end, a minute for the begin, because clocks differ
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = CompactToken.Longest * 2, MapInboundClaims = false };
    private readonly JwtAuthenticatorSettings settings;
    private readonly IssuerKeys keys;
    private readonly ClaimMapper mapper;
    private readonly TimeProvider time;

    public JwtAuthenticator(JwtAuthenticatorSettings settings, IssuerKeys keys, TimeProvider time)
    {
        this.settings = settings;
        this.keys = keys;
        this.time = time;
        mapper = new ClaimMapper(settings);
    }

    public async ValueTask<AuthenticationResult> JudgeAsync(string text, CompactToken token, CancellationToken cancellationToken)
    {
        if (token.Header.ContainsKey("crit"))
        {
            return AuthenticationResult.Rejected("the token asks for an extension that is not known (crit)");
        }

        if (!settings.Algorithms.Contains(JsonNodes.GetString(token.Header, "alg") ?? "", StringComparer.Ordinal))
        {
            return AuthenticationResult.Rejected("the token is signed with an algorithm that is not allowed");
        }

        if (!HasTimes(token))
        {
            return AuthenticationResult.Rejected("the token says not when it ends, or says times that are none");
        }

        if (keys.Current is null)
        {
            return AuthenticationResult.Undecided("the keys of the token's issuer are not known yet");
        }

        if (await VerifyAsync(text, token, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        var audiences = JsonNodes.AsString(token.Claims["aud"]) is { } only ? [only] : JsonNodes.StringList(token.Claims["aud"]);
        if (!audiences.Intersect(settings.Audiences, StringComparer.Ordinal).Any())
        {
            return AuthenticationResult.Rejected("the token is for other audiences");
        }

        try
        {
            return new AuthenticationResult.Known(mapper.Map(token.Claims).AsAuthenticated(), null) { Until = Seconds(token, "exp") };
        }
        catch (ClaimException e)
        {
            return AuthenticationResult.Rejected(e.Message);
        }
    }

    private async ValueTask<AuthenticationResult?> VerifyAsync(string text, CompactToken token, CancellationToken cancellationToken)
    {
        var id = JsonNodes.GetString(token.Header, "kid");
        if (await FindAsync(text, keys.Current, id).ConfigureAwait(false) is { } known)
        {
            return known.IsValid ? null : Fault(known);
        }

        // no key that is known has signed it: perhaps the issuer has a new one
        await keys.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await FindAsync(text, keys.Current, id).ConfigureAwait(false) switch
        {
            null => AuthenticationResult.Rejected("no key of the issuer has signed the token"),
            { IsValid: true } => null,
            var bad => Fault(bad),
        };
    }

    // null: the signature is none of these keys'
    private async ValueTask<TokenValidationResult?> FindAsync(string text, SigningKeySet? set, string? id)
    {
        if (set?.Of(id) is not { Count: > 0 } candidates)
        {
            return null;
        }

        var result = await handler.ValidateTokenAsync(text, Parameters(candidates)).ConfigureAwait(false);
        return result.Exception is SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException ? null : result;
    }

    private TokenValidationParameters Parameters(IReadOnlyList<SecurityKey> candidates) => new()
    {
        IssuerSigningKeys = candidates,
        TryAllIssuerSigningKeys = true,
        ValidAlgorithms = settings.Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateLifetime = true,
        LifetimeValidator = (begin, end, _, _) => IsNow(begin, end),

        // the issuer chose these keys, and an audience may be one of several
        ValidateIssuer = false,
        ValidateAudience = false,
    };

    private bool IsNow(DateTime? begin, DateTime? end)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return end is { } until && now <= until && (begin is not { } from || now + Leeway >= from);
    }

    private static AuthenticationResult Fault(TokenValidationResult result) => AuthenticationResult.Rejected(
        result.Exception is SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException
            ? "the token has ended, or has not begun"
            : "the token is malformed");

    private static bool HasTimes(CompactToken token) =>
        JsonNodes.AsDouble(token.Claims["exp"]) is not null
        && ((string[])["nbf", "iat"]).All(c => !token.Claims.ContainsKey(c) || JsonNodes.AsDouble(token.Claims[c]) is not null);

    private static DateTimeOffset? Seconds(CompactToken token, string claim) =>
        JsonNodes.AsDouble(token.Claims[claim]) is >= 0 and < 253402300800 and { } seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
}
