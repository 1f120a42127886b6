using System.Net;
using System.Text;
using Outrigger.CustomMetrics.Tests.Fakes;

namespace Outrigger.CustomMetrics.Tests.Api;

/// <summary>An adapter whose certificate another authority signed than its APIService names.</summary>
public sealed class ForeignAuthorityTests(AdapterCluster cluster)
{
    private const string ApiService = "/apis/apiregistration.k8s.io/v1/apiservices/v1.external.metrics.k8s.io";

    [Fact]
    public async Task Adapter_OfAForeignAuthority_IsNotAsked()
    {
        await cluster.Server.ApplyAsync(
            $$"""
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1.external.metrics.k8s.io}
            spec:
              group: external.metrics.k8s.io
              version: v1
              groupPriorityMinimum: 100
              versionPriority: 1
              caBundle: {{Convert.ToBase64String(Encoding.UTF8.GetBytes(cluster.Server.AuthorityPem))}}
              service: {name: adapter, namespace: default}
            """,
            TestContext.Current.CancellationToken);
        try
        {
            await Eventually.TrueAsync(
                async () => (await cluster.TextAsync(ApiService)).Contains("certificate", StringComparison.OrdinalIgnoreCase), "the certificate to be refused", AdapterCluster.Patience);

            (await cluster.TextAsync(ApiService)).ShouldContain("\"status\":\"False\"");
            (await cluster.SendAsync("/apis/external.metrics.k8s.io/v1/namespaces/shop/queue_depth")).Code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            await cluster.SendAsync(ApiService, method: HttpMethod.Delete);
        }
    }
}
