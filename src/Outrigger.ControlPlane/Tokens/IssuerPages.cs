using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Requests;

namespace Outrigger.ControlPlane.Tokens;

/// <summary>
/// What others need to check our tokens by themselves: <c>/.well-known/openid-configuration</c> and <c>/openid/v1/jwks</c>
/// (OpenID Connect Discovery 1.0).
/// </summary>
internal sealed class IssuerPages : IPathHandler
{
    private const string Configuration = "/.well-known/openid-configuration";
    private const string KeySet = "/openid/v1/jwks";
    private readonly byte[] configuration;
    private readonly byte[] keySet;
    private readonly bool isServed;

    public IssuerPages(TokenOptions options, ServiceAccountKeys keys)
    {
        // Nobody can look up an issuer that is no https URL: to have the pages all the same would be to vouch for it.
        isServed = Uri.TryCreate(options.Issuer, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.Query.Length == 0 && url.Fragment.Length == 0;
        Paths = isServed ? [Configuration, KeySet] : [];
        keySet = ObjectWriter.ToUtf8(keys.ToJwks());
        configuration = ObjectWriter.ToUtf8(new JsonObject
        {
            ["issuer"] = options.Issuer,
            ["jwks_uri"] = options.JwksUri.Length > 0 ? options.JwksUri : $"{options.Issuer.TrimEnd('/')}{KeySet}",
            ["response_types_supported"] = new JsonArray("id_token"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray([.. keys.Algorithms.Select(a => (JsonNode)a)]),
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; }

    /// <inheritdoc/>
    public bool Handles(RequestInfo info) => isServed && info.Path is (Configuration or KeySet);

    /// <inheritdoc/>
    public async Task ServeAsync(RequestContext request)
    {
        var response = request.Http.Response;
        var isKeySet = request.Info.Path is KeySet;
        response.ContentType = isKeySet ? "application/jwk-set+json" : "application/json";
        response.Headers.CacheControl = "public, max-age=3600";
        await response.Body.WriteAsync(isKeySet ? keySet : configuration, request.Aborted).ConfigureAwait(false);
    }
}
