using System.Text.Json.Nodes;

namespace Outrigger.Cli.Manifests;

/// <summary>All that a cluster needs for an extension server, in the order in which it is applied.</summary>
internal static class ManifestSet
{
    public static IReadOnlyList<JsonObject> Build(ManifestModel model)
    {
        var objects = model.OnlyApiService ? [] : Server(model);
        for (var i = 0; !model.Registers && i < model.Versions.Count; i++)
        {
            objects.Add(ApiService(model, model.Versions[i], 100 - i));
        }

        return objects;
    }

    private static List<JsonObject> Server(ManifestModel model)
    {
        var objects = new List<JsonObject>();
        objects.AddRange(AccessManifests.Build(model));
        if (model.Trust == TrustMode.AutoTls)
        {
            objects.AddRange(AutoTlsManifests.Build(model));
        }

        if (model.LeaderElection)
        {
            objects.AddRange(LeaderManifests.Build(model));
        }

        if (model.Trust == TrustMode.CertManager)
        {
            objects.AddRange(CertManagerManifests.Build(model));
        }

        objects.AddRange(WorkloadManifests.Build(model));
        return objects;
    }

    private static JsonObject ApiService(ManifestModel model, string version, int priority)
    {
        var metadata = new JsonObject { ["name"] = $"{version}.{model.Group}" };
        var spec = new JsonObject
        {
            ["version"] = version,
            ["group"] = model.Group,
            ["groupPriorityMinimum"] = 1000,
            ["versionPriority"] = priority,
            ["service"] = new JsonObject { ["name"] = model.Name, ["namespace"] = model.Namespace, ["port"] = 443 },
        };
        if (model.Trust == TrustMode.CertManager)
        {
            metadata["annotations"] = new JsonObject { ["cert-manager.io/inject-ca-from"] = $"{model.Namespace}/{model.Name}-tls" };
        }
        else if (model.Trust == TrustMode.Files)
        {
            spec["caBundle"] = model.CaBundle;
        }

        return new JsonObject { ["apiVersion"] = "apiregistration.k8s.io/v1", ["kind"] = "APIService", ["metadata"] = metadata, ["spec"] = spec };
    }
}
