using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Tokens;

/// <summary>Service-account tokens as signed text (JWT; RS256, or ES256 with an EC key).</summary>
internal sealed class TokenCodec(ServiceAccountKeys keys)
{
    /// <summary>A bearer token longer than this is none of ours.</summary>
    private const int LongestToken = 16 * 1024;

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = LongestToken, SetDefaultTimesOnTokenCreation = false };

    // Times and audiences are judged by the caller: they need our clock and the request's audiences.
    private readonly TokenValidationParameters signatureOnly = new()
    {
        IssuerSigningKeys = keys.Accepted,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256],
        ValidateAudience = false,
        ValidateIssuer = false,
        ValidateLifetime = false,
    };

    public string Sign(TokenClaims claims) => handler.CreateToken(
        ObjectWriter.ToText(claims.ToJson()),
        new SigningCredentials(keys.Signing, ServiceAccountKeys.AlgorithmOf(keys.Signing)));

    /// <summary>What a text says, without a look at the signature; null when it is no token with these claims.</summary>
    public static TokenClaims? Peek(string token)
    {
        var parts = token.Split('.', 4);
        if (token.Length > LongestToken || parts.Length != 3)
        {
            return null;
        }

        try
        {
            return TokenClaims.Read(ObjectReader.Read(Base64UrlEncoder.DecodeBytes(parts[1])));
        }
        catch (Exception e) when (e is FormatException or ObjectReadException)
        {
            return null;
        }
    }

    /// <summary>Whether one of our keys signed it.</summary>
    public async ValueTask<bool> IsSignedAsync(string token) =>
        (await handler.ValidateTokenAsync(token, signatureOnly).ConfigureAwait(false)).IsValid;
}
