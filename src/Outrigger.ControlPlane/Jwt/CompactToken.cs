using System.Buffers.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Jwt;

/// <summary>What a token in compact form says, without a look at its signature: nothing of it is to be believed.</summary>
/// <param name="Header">How it says that it is signed.</param>
/// <param name="Claims">The payload.</param>
internal sealed record CompactToken(JsonObject Header, JsonObject Claims)
{
    /// <summary>A longer text is no token: headers of requests are shorter, and reading it costs more than it is worth.</summary>
    public const int Longest = 128 * 1024;

    /// <summary>Null when the text is no such token, or says something twice, which two readers may understand differently.</summary>
    public static CompactToken? Read(string text)
    {
        if (text.Length > Longest || text.AsSpan().Count('.') != 2)
        {
            return null;
        }

        var parts = text.Split('.');
        return Part(parts[0]) is { } header && Part(parts[1]) is { } claims ? new CompactToken(header, claims) : null;
    }

    private static JsonObject? Part(string encoded)
    {
        // Go's RawURLEncoding: neither padding nor white space
        if (encoded.AsSpan().ContainsAny("=\r\n \t") || !Base64Url.IsValid(encoded))
        {
            return null;
        }

        try
        {
            var report = new ReadReport();
            var read = ObjectReader.Read(Base64Url.DecodeFromChars(encoded), report);
            return report.Duplicates.Count == 0 ? read : null;
        }
        catch (Exception e) when (e is FormatException or ObjectReadException or StatusException)
        {
            return null;
        }
    }
}
