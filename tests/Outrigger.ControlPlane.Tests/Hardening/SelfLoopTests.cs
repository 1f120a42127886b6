using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Testing.Servers;

namespace Outrigger.ControlPlane.Tests.Hardening;

/// <summary>T-10: an APIService that leads back to the server itself is told of and not asked, whoever asks for it.</summary>
public sealed class SelfLoopTests
{
    private static readonly ResourcePath Own = new(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"), Name: "v1.loop.io");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApiService_ThatLeadsBackToTheServer_IsUnavailableAndSaysWhy()
    {
        await using var server = await TestApiServer.StartAsync(new TestApiServerOptions { Listen = true }, Token);
        await server.ApplyAsync($$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: loop, namespace: default}
            spec: {ports: [{name: api, port: 443}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: loop, namespace: default, labels: {kubernetes.io/service-name: loop}}
            addressType: IPv4
            endpoints: [{addresses: [127.0.0.1], conditions: {ready: true}}]
            ports: [{name: api, port: {{{server.Address.Port}}} }]
            ---
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1.loop.io}
            spec:
              {group: loop.io, version: v1, groupPriorityMinimum: 1000, versionPriority: 10, insecureSkipTLSVerify: true, service: {name: loop, namespace: default}}
            """, Token);

        var message = "";
        await Eventually.TrueAsync(
            async () =>
            {
                var service = await server.Client.GetAsync(Own, Token);
                var available = JsonNodes.GetArray(service, "status", "conditions")?.OfType<JsonObject>().FirstOrDefault(c => JsonNodes.GetString(c, "type") == "Available");
                message = JsonNodes.GetString(available, "message") ?? "";
                return JsonNodes.GetString(available, "status") == "False" && message.Contains("is this server itself", StringComparison.Ordinal);
            },
            "the loop in the APIService's condition",
            TimeSpan.FromSeconds(60));

        message.ShouldContain($"127.0.0.1:{server.Address.Port}");
        (await server.Client.CodeAsync(HttpMethod.Get, "/apis/loop.io/v1/things")).ShouldBe(503);
    }
}
