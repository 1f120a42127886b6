using Microsoft.Extensions.Primitives;

namespace Outrigger.Server.Pipeline;

/// <summary>Which sorts of credentials a request has, never the credentials; for the event of a caller that stays unknown.</summary>
internal static class AttemptedCredentials
{
    /// <param name="header">The line Authorization as it came.</param>
    /// <param name="certificate">Whether the client showed one.</param>
    public static string Describe(StringValues header, bool certificate)
    {
        var methods = new List<string>();
        var authorization = header.ToString().Trim();
        if (authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            methods.Add("basic");
        }

        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            methods.Add("bearer");
        }

        if (certificate)
        {
            methods.Add("x509");
        }

        return methods.Count > 0
            ? $"Authentication failed, attempted: {string.Join(", ", methods)}"
            : "Authentication failed, no credentials provided";
    }
}
