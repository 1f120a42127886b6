using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>A kind that the rows are run on: a built-in one, the Widget behind the aggregator, and one of a custom resource definition.</summary>
/// <param name="Type">How kubectl names it in its answers, as in <c>deployment.apps</c>.</param>
/// <param name="Resource">Group, version and plural.</param>
/// <param name="Template">An object of it as YAML, with NAME, NAMESPACE and IMAGE to replace.</param>
/// <param name="ImagePath">Where the image stands, as a jsonpath.</param>
internal sealed record Subject(string Type, GroupVersionResource Resource, string Template, string ImagePath)
{
    public const string BuiltIn = "deployment";
    public const string Aggregated = "widget";
    public const string Custom = "gadget";

    public static Subject Of(string kind) => kind switch
    {
        BuiltIn => new(
            "deployment.apps",
            new GroupVersionResource("apps", "v1", "deployments"),
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: NAME
              namespace: NAMESPACE
              labels:
                app: NAME
            spec:
              replicas: 3
              selector:
                matchLabels:
                  app: NAME
              template:
                metadata:
                  labels:
                    app: NAME
                spec:
                  containers:
                  - name: main
                    image: IMAGE
            """,
            "{.spec.template.spec.containers[0].image}"),
        Aggregated => OfProcessors(new GroupVersionResource("custom.example.com", "v1", "widgets"), "Widget"),
        Custom => OfProcessors(new GroupVersionResource("things.example.com", "v1", "gadgets"), "Gadget"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no subject"),
    };

    /// <summary>An object as YAML.</summary>
    public string Yaml(string ns, string name, string image = "processor:v1") => Template
        .Replace("NAMESPACE", ns, StringComparison.Ordinal)
        .Replace("NAME", name, StringComparison.Ordinal)
        .Replace("IMAGE", image, StringComparison.Ordinal);

    /// <summary>The same as a tree.</summary>
    public JsonObject Tree(string ns, string name) => (JsonObject)YamlReader.Read(Yaml(ns, name))!;

    public ResourcePath In(string ns) => new(Resource, ns);

    private static Subject OfProcessors(GroupVersionResource resource, string kind) => new(
        $"{kind.ToLowerInvariant()}.{resource.Group}",
        resource,
        $"""
        apiVersion: {resource.Group}/{resource.Version}
        kind: {kind}
        metadata:
          name: NAME
          namespace: NAMESPACE
          labels:
            app: NAME
        spec:
          replicas: 3
          image: IMAGE
          color: red
        """,
        "{.spec.image}");
}
