using System.Text.Json.Nodes;

namespace Outrigger.Bench;

/// <summary>The requests that are measured: about ConfigMaps in a namespace of the run.</summary>
internal sealed class ConfigMaps(string ns, int bytes)
{
    private const string Manager = "fieldManager=bench";
    private readonly string text = new('d', bytes);

    private string Collection => $"/api/v1/namespaces/{ns}/configmaps";

    public Request Get(string name) => new("GET", $"{Collection}/{name}");

    public Request List() => new("GET", $"{Collection}?resourceVersion=0");

    public Request Create(string name) => new("POST", $"{Collection}?{Manager}", Body(name, "0"));

    public Request Update(string name, long value) => new("PUT", $"{Collection}/{name}?{Manager}", Body(name, $"{value}"));

    public Request Patch(string name, string key, string value) =>
        new("PATCH", $"{Collection}/{name}?{Manager}", $$$"""{"data":{"{{{key}}}":"{{{value}}}"}}""", "application/merge-patch+json");

    public Request Apply(string name, long value) =>
        new("PATCH", $"{Collection}/{name}?{Manager}&force=true", Body(name, $"{value}"), "application/apply-patch+yaml");

    public Request Delete(string name) => new("DELETE", $"{Collection}/{name}");

    public Request Watch(string resourceVersion) => new("GET", $"{Collection}?watch=1&timeoutSeconds=3600&resourceVersion={resourceVersion}");

    /// <summary>The resourceVersion of the list.</summary>
    public async Task<string> VersionAsync(IClient client)
    {
        var list = JsonNode.Parse(await client.TextAsync(new("GET", $"{Collection}?limit=1"), CancellationToken.None))!;
        return list["metadata"]!["resourceVersion"]!.GetValue<string>();
    }

    public async Task EnsureNamespaceAsync(IClient client) => await client.SendAsync(
        new("POST", "/api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{ns}}}"}}"""), CancellationToken.None);

    /// <summary>Also deletes what is in it.</summary>
    public async Task DeleteNamespaceAsync(IClient client)
    {
        while (!await DeleteAllAsync(client))
        {
        }

        await client.SendAsync(new("DELETE", $"/api/v1/namespaces/{ns}"), CancellationToken.None);
    }

    /// <summary>False when the server's time for a request was over before all were gone: a million takes minutes.</summary>
    private async Task<bool> DeleteAllAsync(IClient client)
    {
        try
        {
            await client.SendAsync(new("DELETE", Collection), CancellationToken.None);
            return true;
        }
        catch (HttpRequestException e) when (e.Message.Contains(": 504 ", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private string Body(string name, string value) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"text":"{{{text}}}","value":"{{{value}}}"}}""";
}
