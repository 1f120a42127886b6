using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.Client.Rest;

namespace Outrigger.Testing.Servers;

/// <summary>Puts objects into a server: server-side apply, their status too; namespaces come to be; a CRD is waited for.</summary>
internal sealed class ObjectSeeder(KubernetesClient client)
{
    private const string Manager = "seed";
    private const string DefinitionKind = "CustomResourceDefinition";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");

    public async Task ApplyAsync(string yaml, CancellationToken cancellationToken)
    {
        foreach (var document in Documents(yaml))
        {
            if (YamlReader.Read(document) is JsonObject obj)
            {
                await ApplyAsync(obj, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async Task<JsonObject> ApplyAsync(JsonObject obj, CancellationToken cancellationToken)
    {
        var (path, hasStatus) = await FindAsync(obj, cancellationToken).ConfigureAwait(false);
        if (path.Namespace.Length > 0)
        {
            await EnsureNamespaceAsync(path.Namespace, cancellationToken).ConfigureAwait(false);
        }

        var applied = await client.PatchAsync(path, PatchType.Apply, obj, cancellationToken, Manager).ConfigureAwait(false);
        if (hasStatus && obj["status"] is JsonObject status)
        {
            var patch = new JsonObject { ["status"] = status.DeepClone() };
            applied = await client.PatchAsync(path.Sub("status"), PatchType.Merge, patch, cancellationToken, Manager).ConfigureAwait(false);
        }

        if (JsonNodes.GetString(obj, "kind") is DefinitionKind)
        {
            await ServedAsync(obj, cancellationToken).ConfigureAwait(false);
        }

        return applied;
    }

    private static IEnumerable<string> Documents(string yaml)
    {
        var document = new StringBuilder();
        foreach (var line in yaml.ReplaceLineEndings("\n").Split('\n'))
        {
            var isMarker = line is "---" || line.StartsWith("--- ", StringComparison.Ordinal) || line.StartsWith("---\t", StringComparison.Ordinal);
            if (isMarker)
            {
                yield return document.ToString();
                document.Clear();
            }

            // a comment, or the document itself, may follow on the same line
            document.Append(isMarker ? line[3..] : line).Append('\n');
        }

        yield return document.ToString();
    }

    private async Task<(ResourcePath Path, bool HasStatus)> FindAsync(JsonObject obj, CancellationToken cancellationToken)
    {
        var apiVersion = JsonNodes.GetString(obj, "apiVersion") ?? "";
        var kind = JsonNodes.GetString(obj, "kind") ?? "";
        var resources = await ResourcesAsync(apiVersion, cancellationToken).ConfigureAwait(false);
        var resource = resources.FirstOrDefault(r => Text(r, "kind") == kind && !Text(r, "name").Contains('/', StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"no server serves the kind {kind} of {apiVersion}: apply its CustomResourceDefinition first");
        var name = Text(resource, "name");
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var path = new ResourcePath(
            new GroupVersionResource(slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..], name),
            resource["namespaced"]?.GetValue<bool>() is true ? JsonNodes.GetString(obj, "metadata", "namespace") ?? "default" : "",
            JsonNodes.GetString(obj, "metadata", "name") ?? throw new InvalidOperationException($"an object of kind {kind} has no metadata.name"));
        return (path, resources.Any(r => Text(r, "name") == $"{name}/status"));
    }

    private async Task<List<JsonObject>> ResourcesAsync(string apiVersion, CancellationToken cancellationToken)
    {
        var path = apiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";
        try
        {
            var list = await client.SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
            return [.. (list["resources"] as JsonArray ?? []).OfType<JsonObject>()];
        }
        catch (ApiMachinery.Errors.StatusException e) when (e.Status.Code == 404)
        {
            return [];
        }
    }

    private async Task EnsureNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        var path = new ResourcePath(Namespaces, Name: name);
        if (await client.FindAsync(path, cancellationToken).ConfigureAwait(false) is null)
        {
            var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } };
            await client.PatchAsync(path, PatchType.Apply, body, cancellationToken, Manager).ConfigureAwait(false);
        }
    }

    // the controller of definitions works beside us
    private async Task ServedAsync(JsonObject definition, CancellationToken cancellationToken)
    {
        var group = JsonNodes.GetString(definition, "spec", "group");
        var plural = JsonNodes.GetString(definition, "spec", "names", "plural");
        var versions = (definition["spec"]?["versions"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(v => v["served"]?.GetValue<bool>() is true).Select(v => Text(v, "name"));
        var start = TimeProvider.System.GetTimestamp();
        foreach (var version in versions)
        {
            while (!(await ResourcesAsync($"{group}/{version}", cancellationToken).ConfigureAwait(false)).Any(r => Text(r, "name") == plural))
            {
                if (TimeProvider.System.GetElapsedTime(start) > Patience)
                {
                    throw new TimeoutException($"{plural}.{group}/{version} is not served after {Patience.TotalSeconds:0} s: look at the status of its definition");
                }

                await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string Text(JsonObject obj, string name) => JsonNodes.GetString(obj, name) ?? "";
}
