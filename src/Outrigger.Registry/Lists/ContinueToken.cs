using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Registry.Lists;

/// <summary>
/// Where a paged list goes on: the same text that Kubernetes makes (base64url of <c>{"v","rv","start"}</c>), so that its age and
/// its place can be told. Clients can forge it; it names keys only below the prefix that the request may read.
/// </summary>
/// <param name="Revision">The revision of the first page; -1 to go on with the newest state.</param>
/// <param name="Start">The first key of the page, without the prefix of the list; the last key of the page before with a NUL.</param>
internal readonly record struct ContinueToken(long Revision, string Start)
{
    private const string Version = "meta.k8s.io/v1";

    /// <summary>The last key of the page before, without the prefix of the list.</summary>
    public string AfterKey => Start[..^1];

    /// <summary>The token that follows a key (without the prefix of the list).</summary>
    public static ContinueToken After(long revision, string key) => new(revision, key + "\0");

    /// <summary>Reads what a client sent; 400 for anything that this server would not have made.</summary>
    public static ContinueToken Parse(string text)
    {
        if (!TryDecode(text, out var json))
        {
            throw Refuse("continue key is not valid: illegal base64 data or JSON");
        }

        var version = JsonNodes.GetString(json, "v") ?? "";
        if (version is not Version)
        {
            throw Refuse($"continue key is not valid: server does not recognize this encoded version {version}");
        }

        var revision = JsonNodes.GetLong(json, "rv") ?? 0;
        if (revision == 0)
        {
            throw Refuse("continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        }

        var start = JsonNodes.GetString(json, "start") ?? "";
        return start.Length == 0
            ? throw Refuse("continue key is not valid: encoded start key empty (version meta.k8s.io/v1)")
            : IsClean(start) ? new(revision, start) : throw Refuse($"continue key is not valid: {start}");
    }

    /// <summary>The text for the client.</summary>
    public override string ToString()
    {
        var json = new JsonObject { ["v"] = Version, ["rv"] = Revision, ["start"] = Start };
        return Base64Url.EncodeToString(ObjectWriter.ToUtf8(json));
    }

    private static bool TryDecode(string text, out JsonObject? json)
    {
        json = null;
        if (!Base64Url.IsValid(text) || text.EndsWith('='))
        {
            return false;
        }

        try
        {
            json = JsonNode.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text))) as JsonObject;
            return json is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // As this server makes them, with no way up or around: the key must stay below the prefix.
    private static bool IsClean(string start) =>
        start.EndsWith('\0') && start[..^1].Split('/').All(part => part is not ("" or "." or ".."));

    private static StatusException Refuse(string why) => ApiErrors.BadRequest($"invalid continue token: {why}");
}
