using System.Text.Json.Nodes;

namespace Outrigger.Bench;

/// <summary>The requests that are measured: about ConfigMaps in a namespace of the run.</summary>
internal sealed class ConfigMaps(Target target, string ns, int bytes)
{
    private const string Manager = "fieldManager=bench";
    private readonly string text = new('d', bytes);

    private string Collection => $"/api/v1/namespaces/{ns}/configmaps";

    public HttpRequestMessage Get(string name) => target.Request(HttpMethod.Get, $"{Collection}/{name}");

    public HttpRequestMessage List() => target.Request(HttpMethod.Get, $"{Collection}?resourceVersion=0");

    public HttpRequestMessage Create(string name) => target.Request(HttpMethod.Post, $"{Collection}?{Manager}", Body(name, "0"));

    public HttpRequestMessage Update(string name, long value) => target.Request(HttpMethod.Put, $"{Collection}/{name}?{Manager}", Body(name, $"{value}"));

    public HttpRequestMessage Patch(string name, string key, string value) => target.Request(
        HttpMethod.Patch, $"{Collection}/{name}?{Manager}", $$$"""{"data":{"{{{key}}}":"{{{value}}}"}}""", "application/merge-patch+json");

    public HttpRequestMessage Apply(string name, long value) => target.Request(
        HttpMethod.Patch, $"{Collection}/{name}?{Manager}&force=true", Body(name, $"{value}"), "application/apply-patch+yaml");

    public HttpRequestMessage Delete(string name) => target.Request(HttpMethod.Delete, $"{Collection}/{name}");

    public HttpRequestMessage Watch(string resourceVersion) =>
        target.Request(HttpMethod.Get, $"{Collection}?watch=1&timeoutSeconds=3600&resourceVersion={resourceVersion}");

    /// <summary>The resourceVersion of the list.</summary>
    public async Task<string> VersionAsync()
    {
        using var request = target.Request(HttpMethod.Get, $"{Collection}?limit=1");
        return JsonNode.Parse(await TextAsync(request))!["metadata"]!["resourceVersion"]!.GetValue<string>();
    }

    public async Task<int> LengthAsync(HttpRequestMessage request) => (await TextAsync(request)).Length;

    public async Task EnsureNamespaceAsync()
    {
        using var request = target.Request(
            HttpMethod.Post, "/api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{ns}}}"}}""");
        await TextAsync(request);
    }

    /// <summary>Also deletes what is in it.</summary>
    public async Task DeleteNamespaceAsync()
    {
        using var all = target.Request(HttpMethod.Delete, Collection);
        await TextAsync(all);
        using var request = target.Request(HttpMethod.Delete, $"/api/v1/namespaces/{ns}");
        await TextAsync(request);
    }

    private async Task<string> TextAsync(HttpRequestMessage request)
    {
        using var response = await target.SendAsync(target.Invoker, request, CancellationToken.None);
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? body : throw new HttpRequestException($"{request.Method} {request.RequestUri}: {response.StatusCode} {body}");
    }

    private string Body(string name, string value) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"text":"{{{text}}}","value":"{{{value}}}"}}""";
}
