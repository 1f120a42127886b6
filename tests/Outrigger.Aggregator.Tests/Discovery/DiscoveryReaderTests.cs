using System.Text;
using Outrigger.Aggregator.Discovery;
using Outrigger.Aggregator.Tests.Module;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Aggregator.Tests.Discovery;

public sealed class DiscoveryReaderTests
{
    private static readonly GroupVersion Shop = new("shop.io", "v1");

    [Fact]
    public void Legacy_OfASubresourceWithoutAResource_MakesTheResource()
    {
        // what custom-metrics-apiserver says of itself
        var list = ObjectReader.Read("""{"resources":[{"name":"/custommetrics","singularName":"","namespaced":false,"kind":"MetricValueList","verbs":["get"]}]}"""u8);

        var document = DiscoveryReader.Legacy(list, new GroupVersion("custom.metrics.k8s.io", "v1beta1"));

        Encoding.UTF8.GetString(document.Utf8.Span).ShouldBe(
            """{"version":"v1beta1","resources":[{"resource":"","responseKind":{"group":"","version":"","kind":""},"scope":"Cluster","singularResource":"","verbs":null,"subresources":[{"subresource":"custommetrics","responseKind":{"group":"","version":"","kind":"MetricValueList"},"verbs":["get"]}]}]}""");
    }

    [Fact]
    public void Legacy_OnlySubresources_MakesTheirResource()
    {
        var document = DiscoveryReader.Legacy(
            AggregatorHarness.Tree("""
                {"resources":[{"name":"machines/console","namespaced":true,"kind":"","verbs":["get"]},
                              {"name":"machines/stop","namespaced":true,"kind":"Stop","group":"other.io","version":"v2","verbs":["update"]}]}
                """),
            Shop);

        Encoding.UTF8.GetString(document.Utf8.Span).ShouldBe(
            """{"version":"v1","resources":[{"resource":"machines","responseKind":{"group":"","version":"","kind":""},"scope":"Namespaced","singularResource":"","verbs":null,"subresources":[{"subresource":"console","responseKind":{"group":"","version":"","kind":""},"verbs":["get"]},{"subresource":"stop","responseKind":{"group":"other.io","version":"v2","kind":"Stop"},"verbs":["update"]}]}]}""");
    }

    [Fact]
    public void Legacy_ScopesThatDiffer_AreRefused()
    {
        var list = AggregatorHarness.Tree("""{"resources":[{"name":"a","namespaced":false},{"name":"a/b","namespaced":true}]}""");

        Should.Throw<ObjectReadException>(() => DiscoveryReader.Legacy(list, Shop));
    }

    // a list that is empty is left out, as Go does it
    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":[{"metadata":{"name":"shop.io"},"versions":[{"version":"v2","resources":[{"resource":"orders"}]}]}]}""")]
    [InlineData("""{"items":[{"metadata":{"name":"other.io"},"versions":[{"version":"v1","resources":[{"resource":"orders"}]}]}]}""")]
    public void Aggregated_WithoutTheVersion_HasNoResources(string list) =>
        Encoding.UTF8.GetString(DiscoveryReader.Aggregated(AggregatorHarness.Tree(list), Shop).Utf8.Span).ShouldBe("""{"version":"v1"}""");

    [Fact]
    public void Legacy_OfNothing_HasNoResources() =>
        Encoding.UTF8.GetString(DiscoveryReader.Legacy(AggregatorHarness.Tree("""{"resources":[]}"""), Shop).Utf8.Span).ShouldBe("""{"version":"v1"}""");

    [Fact]
    public void Aggregated_WithoutAKind_HasAnEmptyOne() =>
        Encoding.UTF8.GetString(DiscoveryReader.Aggregated(
            AggregatorHarness.Tree("""{"items":[{"metadata":{"name":"shop.io"},"versions":[{"version":"v1","resources":[{"resource":"orders","subresources":[{"subresource":"pay"}]}]}]}]}"""),
            Shop).Utf8.Span).ShouldBe(
            """{"version":"v1","resources":[{"resource":"orders","subresources":[{"subresource":"pay","responseKind":{"group":"","version":"","kind":""}}],"responseKind":{"group":"","version":"","kind":""}}]}""");
}
