using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Testing.Servers;

namespace Outrigger.ControlPlane.Tests.Hardening;

/// <summary>Gives users of a test server their rights.</summary>
internal static class Rights
{
    public static readonly ResourcePath ConfigMaps = new(new GroupVersionResource("", "v1", "configmaps"), "default");

    /// <summary>A client of a new user who has the rules in the namespace <c>default</c>, and in no other.</summary>
    public static async Task<KubernetesClient> UserAsync(this TestApiServer server, string name, string rules)
    {
        await server.ApplyAsync($$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: {{name}}, namespace: default}
            rules: {{rules}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: {{name}}, namespace: default}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{name}}}
            subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: {{name}}}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: probe-{{name}}, namespace: default}
            rules: [{apiGroups: [""], resources: [endpoints], verbs: [list]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: probe-{{name}}, namespace: default}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: probe-{{name}}}
            subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: {{name}}}]
            """, TestContext.Current.CancellationToken);
        var client = server.CreateClient(name);

        // the last binding is in force, so the first is
        await Eventually.TrueAsync(async () => await client.CodeAsync(HttpMethod.Get, "/api/v1/namespaces/default/endpoints") == 200, $"the rights of {name}");
        return client;
    }

    /// <summary>The code that a request is answered with.</summary>
    public static async Task<int> CodeAsync(this KubernetesClient client, HttpMethod method, string path, JsonNode? body = null)
    {
        try
        {
            await client.SendAsync(method, path, body, TestContext.Current.CancellationToken);
            return 200;
        }
        catch (StatusException e)
        {
            return e.Status.Code;
        }
    }

    public static Task<JsonObject> ConfigMapAsync(this KubernetesClient client, string name, string ns = "default", string value = "x") => client.CreateAsync(
        ConfigMaps with { Namespace = ns },
        new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = new JsonObject { ["value"] = value } },
        TestContext.Current.CancellationToken);
}
