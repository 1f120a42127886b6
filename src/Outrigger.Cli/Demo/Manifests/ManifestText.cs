using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Demo.Manifests;

/// <summary>The YAML files of the demo, which are part of the executable.</summary>
internal static class ManifestText
{
    /// <summary>The text of a file, with <c>${NAME}</c> replaced.</summary>
    public static string Read(string file, params ReadOnlySpan<(string Name, string Value)> values)
    {
        using var stream = typeof(ManifestText).Assembly.GetManifestResourceStream($"demo/{file}")
            ?? throw new InvalidOperationException($"the executable lacks demo/{file}");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        foreach (var (name, value) in values)
        {
            text = text.Replace($"${{{name}}}", value, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>The objects of a text of several documents.</summary>
    public static IReadOnlyList<JsonObject> Objects(string yaml) =>
        [.. yaml.Split("\n---\n").Select(document => YamlReader.Read(document)).OfType<JsonObject>()];

    /// <summary>Where an object of the demo is created and, with its name, found.</summary>
    public static ResourcePath PathOf(JsonObject manifest)
    {
        var apiVersion = JsonNodes.GetString(manifest, "apiVersion") ?? "";
        var (group, version) = apiVersion.Split('/') is [var g, var v] ? (g, v) : ("", apiVersion);

        // the plural of every kind of the demo
        var resource = $"{JsonNodes.GetString(manifest, "kind")?.ToLowerInvariant()}s";
        return new ResourcePath(
            new GroupVersionResource(group, version, resource), JsonNodes.GetString(manifest, "metadata", "namespace") ?? "");
    }
}
