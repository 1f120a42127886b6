using System.Text.Json.Nodes;

namespace Outrigger.Cli.Manifests;

/// <summary>An authority of cert-manager's own, and the serving certificate by it in the Secret NAME-tls.</summary>
internal static class CertManagerManifests
{
    public static IReadOnlyList<JsonObject> Build(ManifestModel model)
    {
        var (ca, service) = ($"{model.Name}-ca", $"{model.Name}.{model.Namespace}");
        return
        [
            Issuer($"{model.Name}-self-signed", model, new JsonObject { ["selfSigned"] = new JsonObject() }),
            Certificate(ca, model, $"{model.Name}-self-signed", new JsonObject { ["isCA"] = true, ["commonName"] = ca, ["duration"] = "43800h" }),
            Issuer(ca, model, new JsonObject { ["ca"] = new JsonObject { ["secretName"] = ca } }),
            Certificate($"{model.Name}-tls", model, ca, new JsonObject
            {
                ["dnsNames"] = new JsonArray(model.Name, service, $"{service}.svc", $"{service}.svc.cluster.local"),
            }),
        ];
    }

    private static JsonObject Issuer(string name, ManifestModel model, JsonObject spec) => new()
    {
        ["apiVersion"] = "cert-manager.io/v1", ["kind"] = "Issuer", ["metadata"] = AccessManifests.Meta(name, model.Namespace), ["spec"] = spec,
    };

    private static JsonObject Certificate(string name, ManifestModel model, string issuer, JsonObject spec)
    {
        spec["secretName"] = name;
        spec["issuerRef"] = new JsonObject { ["name"] = issuer, ["kind"] = "Issuer" };
        return new() { ["apiVersion"] = "cert-manager.io/v1", ["kind"] = "Certificate", ["metadata"] = AccessManifests.Meta(name, model.Namespace), ["spec"] = spec };
    }
}
