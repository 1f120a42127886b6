using Outrigger.Aggregator.Endpoints;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Networking;

namespace Outrigger.Aggregator.Tests.Endpoints;

public sealed class EndpointResolverTests
{
    private static readonly ServiceKey Key = new("ns", "ext");

    [Fact]
    public void Resolve_NoService_SaysSo() =>
        Fail(ClusterView.Empty).ShouldBe(("ServiceNotFound", "service/ext in \"ns\" is not present"));

    [Fact]
    public void Resolve_OtherPort_SaysSo() =>
        Fail(Service("""{"ports":[{"name":"api","port":443}]}"""))
            .ShouldBe(("ServicePortError", "service/ext in \"ns\" is not listening on port 8443"));

    [Fact]
    public void Resolve_NoSlices_SaysSo() =>
        Fail(Service("""{"ports":[{"name":"api","port":8443}]}"""))
            .ShouldBe(("EndpointsNotFound", "cannot find endpointslices for service/ext in \"ns\""));

    [Theory]
    [InlineData("""{"ports":[{"name":"other","port":1}],"endpoints":[{"addresses":["10.0.0.1"]}]}""")]
    [InlineData("""{"ports":[{"name":"api","port":1}],"endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":false}}]}""")]
    [InlineData("""{"ports":[{"name":"api"}],"endpoints":[{"addresses":["10.0.0.1"]}]}""")]
    [InlineData("""{"ports":[{"name":"api","port":1}],"endpoints":[]}""")]
    public void Resolve_NoReadyAddress_SaysSo(string slice) =>
        Fail(Good().With(Slice(slice)))
            .ShouldBe(("MissingEndpoints", "endpointslices for service/ext in \"ns\" have no addresses with port name \"api\""));

    [Fact]
    public void Resolve_ExternalName_IsRefused() =>
        // T-25
        Fail(Service("""{"type":"ExternalName","externalName":"localhost","ports":[{"port":8443}]}"""))
            .ShouldBe(("FailedDiscoveryCheck", "unsupported service type \"ExternalName\""));

    [Fact]
    public void Resolve_ReadySlices_GivesEveryAddressOnTheSlicesPort()
    {
        var view = Good()
            .With(Slice("""{"ports":[{"name":"x","port":1},{"name":"api","port":6443}],"endpoints":[{"addresses":["10.0.0.1","10.0.0.9"]},{"addresses":["10.0.0.2"],"conditions":{"ready":true}}]}"""))
            .With(Slice("""{"ports":[{"name":"api","port":7443}],"endpoints":[{"addresses":["10.0.0.3"]}]}""", "two"));

        Resolve(view).Endpoints.Select(e => e.ToString()).Order().ShouldBe(["10.0.0.1:6443", "10.0.0.2:6443", "10.0.0.3:7443"]);
    }

    [Fact]
    public void Resolve_TwoFamilies_PrefersTheServicesFirst()
    {
        var view = Service("""{"ipFamilies":["IPv6","IPv4"],"ports":[{"name":"api","port":8443}]}""")
            .With(Slice("""{"addressType":"IPv4","ports":[{"name":"api","port":1}],"endpoints":[{"addresses":["10.0.0.1"]}]}"""))
            .With(Slice("""{"addressType":"IPv6","ports":[{"name":"api","port":1}],"endpoints":[{"addresses":["fd00::1"]}]}""", "six"));

        Resolve(view).Endpoints.Single().ToString().ShouldBe("[fd00::1]:1");
    }

    [Theory]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("127.8.8.8", "loopback")]
    [InlineData("::1", "loopback")]
    [InlineData("0.0.0.0", "unspecified")]
    [InlineData("0.1.2.3", "unspecified")]
    [InlineData("::", "unspecified")]
    [InlineData("169.254.169.254", "link-local")]
    [InlineData("fe80::1", "link-local")]
    [InlineData("224.0.0.1", "link-local")]
    [InlineData("ff02::1", "link-local")]
    [InlineData("239.1.1.1", "multicast")]
    [InlineData("255.255.255.255", "multicast")]
    [InlineData("::ffff:127.0.0.1", "no IP address")]
    [InlineData("::ffff:10.0.0.1", "no IP address")]
    [InlineData("010.8.8.8", "no IP address")]
    [InlineData("0x0a.0.0.1", "no IP address")]
    [InlineData("10.1", "no IP address")]
    [InlineData("localhost", "no IP address")]
    public void Resolve_SpecialAddress_IsNeverDialled(string address, string why)
    {
        // T-26
        var view = Good().With(Slice($$"""{"ports":[{"name":"api","port":1}],"endpoints":[{"addresses":["{{address}}"]}]}"""));

        var resolution = Resolve(view);

        resolution.Endpoints.ShouldBeEmpty();
        resolution.Message.ShouldContain(why);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("ns/ext", true)]
    [InlineData("a/b, ns/ext", true)]
    [InlineData("ns/other", false)]
    public void Resolve_LoopbackWithFlag_OnlyForTheServicesItNames(string flag, bool allowed)
    {
        var view = Good().With(Slice("""{"ports":[{"name":"api","port":1}],"endpoints":[{"addresses":["127.0.0.2"]}]}"""));

        (new EndpointResolver(LoopbackPolicy.Parse(flag)).Resolve(view, Key, 8443).Reason is null).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("ext")]
    [InlineData("ns/")]
    [InlineData("a/b/c")]
    [InlineData("a/b,")]
    public void Parse_BadFlag_NamesIt(string flag) =>
        Should.Throw<FormatException>(() => LoopbackPolicy.Parse(flag)).Message.ShouldContain("NAMESPACE/SERVICE");

    [Fact]
    public void Without_LastSlice_LeavesNoTrace()
    {
        var slice = Slice("""{"ports":[],"endpoints":[]}""");

        Good().With(slice).Without(slice).Slices.ShouldBeEmpty();
        Good().Without(slice).Slices.ShouldBeEmpty();
    }

    private static Resolution Resolve(ClusterView view) => new EndpointResolver(LoopbackPolicy.None).Resolve(view, Key, 8443);

    private static (string?, string) Fail(ClusterView view)
    {
        var resolution = Resolve(view);
        resolution.Endpoints.ShouldBeEmpty();
        return (resolution.Reason, resolution.Message);
    }

    private static ClusterView Good() => Service("""{"ports":[{"name":"api","port":8443}]}""");

    private static ClusterView Service(string spec)
    {
        var service = ServiceReader.ReadService(
            ObjectReader.Read(System.Text.Encoding.UTF8.GetBytes($$$"""{"metadata":{"namespace":"ns","name":"ext"},"spec":{{{spec}}}}""")));
        return ClusterView.Empty with { Services = ClusterView.Empty.Services.Add(service.Key, service) };
    }

    private static SliceModel Slice(string json, string name = "one")
    {
        var slice = ObjectReader.Read(System.Text.Encoding.UTF8.GetBytes(json));
        slice["metadata"] = ObjectReader.Read(System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"namespace":"ns","name":"{{{name}}}","labels":{"kubernetes.io/service-name":"ext"}}"""));
        return ServiceReader.ReadSlice(slice);
    }
}
