using Outrigger.ApiMachinery.Errors;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.Requests;

public class RequestInfoParserTests
{
    [Theory]
    [InlineData("GET", "/api/v1/namespaces", "list", "", "v1", "", "namespaces", "", "")]
    [InlineData("GET", "/api/v1/namespaces/x", "get", "", "v1", "x", "namespaces", "", "x")]
    [InlineData("PUT", "/api/v1/namespaces/x/finalize", "update", "", "v1", "x", "namespaces", "finalize", "x")]
    [InlineData("GET", "/api/v1/namespaces/x/status", "get", "", "v1", "x", "namespaces", "status", "x")]
    [InlineData("GET", "/api/v1/namespaces/x/pods", "list", "", "v1", "x", "pods", "", "")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/p/log", "get", "", "v1", "x", "pods", "log", "p")]
    [InlineData("HEAD", "/api/v1/namespaces/x/pods/p", "get", "", "v1", "x", "pods", "", "p")]
    [InlineData("GET", "/apis/apps/v1/deployments", "list", "apps", "v1", "", "deployments", "", "")]
    [InlineData("POST", "/apis/apps/v1/namespaces/x/deployments", "create", "apps", "v1", "x", "deployments", "", "")]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/x/deployments/d/scale", "patch", "apps", "v1", "x", "deployments", "scale", "d")]
    [InlineData("DELETE", "/apis/apps/v1/namespaces/x/deployments", "deletecollection", "apps", "v1", "x", "deployments", "", "")]
    [InlineData("DELETE", "/apis/apps/v1/namespaces/x/deployments/d", "delete", "apps", "v1", "x", "deployments", "", "d")]
    [InlineData("OPTIONS", "/apis/apps/v1/namespaces/x/deployments/d", "", "apps", "v1", "x", "deployments", "", "d")]
    [InlineData("GET", "/api/v1/watch/pods", "watch", "", "v1", "", "pods", "", "")]
    [InlineData("GET", "/api/v1/watch/namespaces/x/pods/p", "watch", "", "v1", "x", "pods", "", "p")]
    [InlineData("GET", "/api/v1/watch/namespaces/x/pods/p/log", "watch", "", "v1", "x", "pods", "log", "p")]
    [InlineData("GET", "/api/v1/proxy/namespaces/x/pods/p/log", "proxy", "", "v1", "x", "pods", "", "p")]
    [InlineData("GET", "/api/v1/namespaces/x/namespaces/y", "get", "", "v1", "x", "namespaces", "", "y")]
    [InlineData("GET", "/api/v1/nodes/n%20a", "get", "", "v1", "", "nodes", "", "n a")]
    public void Parse_ResourcePath_FillsEveryPart(
        string method, string path, string verb, string group, string version, string ns, string resource, string subresource, string name)
    {
        var info = RequestInfoParser.Parse(method, path, "");

        info.IsResource.ShouldBeTrue();
        (info.Verb, info.Group, info.Version, info.Namespace, info.Resource, info.Subresource, info.Name)
            .ShouldBe((verb, group, version, ns, resource, subresource, name));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api")]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/")]
    [InlineData("/apis/apps/v1")]
    [InlineData("/apis/apps")]
    [InlineData("/healthz/ping")]
    [InlineData("/apix/v1/pods/p")]
    public void Parse_OtherPath_IsNoResource(string path)
    {
        var info = RequestInfoParser.Parse("GET", path, "");

        info.IsResource.ShouldBeFalse();
        info.Verb.ShouldBe("get");
        info.Path.ShouldBe(path);
    }

    [Theory]
    [InlineData("/api/v1/namespaces/a%2Fb/pods")]
    [InlineData("/api/v1/namespaces/../pods/p")]
    [InlineData("/api/v1/namespaces/%2e%2e/pods/p")]
    [InlineData("/api/v1/namespaces/./pods")]
    [InlineData("/api/v1//pods/p")]
    [InlineData("//api/v1/pods/p")]
    [InlineData("/api/v1/pods/p//")]
    [InlineData("/api/v1/pods/%00")]
    [InlineData("/api/v1/pods/%0a")]
    [InlineData("/api/v1/pods/a%5Cb")]
    [InlineData("/api/v1/pods/a%23b")]
    [InlineData("/api/v1/pods/%zz")]
    [InlineData("/api/v1/pods/%2")]
    [InlineData("/api/v1/pods/%c0%ae")]
    [InlineData("/api/v1/pods/%ff")]
    [InlineData("pods")]
    public void Parse_AmbiguousPath_IsRefused(string path) =>
        Should.Throw<StatusException>(() => RequestInfoParser.Parse("GET", path, "")).Status.Code.ShouldBe(400);

    [Theory]
    [InlineData("?watch=true", "watch")]
    [InlineData("?watch=", "watch")]
    [InlineData("?watch=x", "watch")]
    [InlineData("?watch=1", "watch")]
    [InlineData("?watch=false", "list")]
    [InlineData("?watch=FALSE", "list")]
    [InlineData("?watch=0", "list")]
    [InlineData("?Watch=true", "list")]
    [InlineData("", "list")]
    public void Parse_WatchParameter_DecidesTheVerb(string query, string verb) =>
        RequestInfoParser.Parse("GET", "/api/v1/pods", query).Verb.ShouldBe(verb);

    [Theory]
    [InlineData("GET", "?fieldSelector=metadata.name%3Da", "a")]
    [InlineData("GET", "?fieldSelector=metadata.name==a,x=y", "a")]
    [InlineData("GET", "?fieldSelector=metadata.name!=a", "")]
    [InlineData("GET", "?fieldSelector=metadata.name%3Da%2Fb", "")]
    [InlineData("GET", "?fieldSelector=metadata.name%3D..", "")]
    [InlineData("GET", "?fieldSelector=broken", "")]
    [InlineData("DELETE", "?fieldSelector=metadata.name%3Da", "")]
    public void Parse_FieldSelectorOnName_FillsTheNameOfListsAndWatchesAlone(string method, string query, string name) =>
        RequestInfoParser.Parse(method, "/api/v1/namespaces/x/pods", query).Name.ShouldBe(name);

    [Theory]
    [InlineData("?a=%zz")]
    [InlineData("?watch=true;x")]
    public void Parse_MalformedQuery_IsRefused(string query) =>
        Should.Throw<StatusException>(() => RequestInfoParser.Parse("GET", "/api/v1/pods", query)).Status.Code.ShouldBe(400);

    [Fact]
    public void Parse_AbsoluteTarget_TakesThePath() =>
        RequestInfoParser.Parse("GET", "http://host:80/api/v1/pods?watch=true", "").Resource.ShouldBe("pods");
}
