using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Admission;

/// <summary>A custom kind that policies change, or take their parameters from.</summary>
internal static class CustomPolicies
{
    public const string Group = "example.com";
    public const string Plural = "limits";
    public const string Resource = "limits.example.com";

    public static async Task DefineAsync(TestCluster cluster, string scope = "Namespaced")
    {
        await cluster.CreateAsync("customresourcedefinitions.apiextensions.k8s.io", $$"""
            {"metadata":{"name":"limits.example.com"},"spec":{"group":"example.com","scope":"{{scope}}","names":{"plural":"limits","kind":"Limit"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{
              "spec":{"type":"object","properties":{"max":{"type":"integer"},"note":{"type":"string"} } } } } } }]} }
            """);
        await cluster.EventuallyAsync(() => ValueTask.FromResult(cluster.Catalog.Current.Groups.Any(g => g.Any(v => v.GroupVersion.Group is Group && v.Resources.Count > 0))), "the kind to be served");
    }

    public static string Limit(string name, string spec, string labels = "") =>
        $$"""{"apiVersion":"example.com/v1","kind":"Limit","metadata":{"name":"{{name}}","labels":{ {{labels}} } },"spec":{ {{spec}} } }""";
}
