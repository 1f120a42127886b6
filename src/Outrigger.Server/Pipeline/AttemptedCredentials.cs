using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Pipeline;

/// <summary>Which sorts of credentials a request has, never the credentials; for the event of a caller that stays unknown.</summary>
internal static class AttemptedCredentials
{
    public static string Describe(HttpContext http)
    {
        var methods = new List<string>();
        var authorization = http.Request.Headers.Authorization.ToString().Trim();
        if (authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            methods.Add("basic");
        }

        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            methods.Add("bearer");
        }

        if (http.Connection.ClientCertificate is not null)
        {
            methods.Add("x509");
        }

        return methods.Count > 0
            ? $"Authentication failed, attempted: {string.Join(", ", methods)}"
            : "Authentication failed, no credentials provided";
    }
}
