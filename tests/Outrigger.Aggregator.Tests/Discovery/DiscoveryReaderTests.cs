using System.Text;
using Outrigger.Aggregator.Discovery;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Aggregator.Tests.Discovery;

public sealed class DiscoveryReaderTests
{
    [Fact]
    public void Legacy_OfASubresourceWithoutAResource_MakesTheResource()
    {
        // what custom-metrics-apiserver says of itself
        var list = ObjectReader.Read("""{"resources":[{"name":"/custommetrics","singularName":"","namespaced":false,"kind":"MetricValueList","verbs":["get"]}]}"""u8);

        var document = DiscoveryReader.Legacy(list, new GroupVersion("custom.metrics.k8s.io", "v1beta1"));

        Encoding.UTF8.GetString(document.Utf8.Span).ShouldBe(
            """{"version":"v1beta1","resources":[{"resource":"","responseKind":{"group":"","version":"","kind":""},"scope":"Cluster","singularResource":"","verbs":null,"subresources":[{"subresource":"custommetrics","responseKind":{"group":"","version":"","kind":"MetricValueList"},"verbs":["get"]}]}]}""");
    }
}
