using System.Text;
using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Http;

/// <summary>Warning headers of an answer (RFC 7234 code 299), one a text.</summary>
internal static class WarningHeaders
{
    public static void Apply(HttpResponse response, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0 || response.HasStarted)
        {
            return;
        }

        response.Headers["Warning"] = texts.Select(text => $"299 - {Quote(text)}").ToArray();
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 8).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\');
            }

            quoted.Append(char.IsControl(c) ? ' ' : c);
        }

        return quoted.Append('"').ToString();
    }
}
