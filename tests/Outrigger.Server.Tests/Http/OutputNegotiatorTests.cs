using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Server.Http;

namespace Outrigger.Server.Tests.Http;

public class OutputNegotiatorTests
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private const string RouterRefusal =
        "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf";

    private const string Refusal = "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf";

    private static readonly OutputRules BuiltIn = new() { Protobuf = true, Table = true, Metadata = true, Routed = true };
    private static readonly OutputRules Custom = new() { Table = true, Metadata = true };

    [Theory]
    [InlineData("", WireEncoding.Json, ObjectForm.Whole)]
    [InlineData("*/*", WireEncoding.Json, ObjectForm.Whole)]
    [InlineData("application/yaml", WireEncoding.Yaml, ObjectForm.Whole)]
    [InlineData("application/json;q=0.5,application/yaml", WireEncoding.Yaml, ObjectForm.Whole)]
    [InlineData("text/html, application/json;q=0.5", WireEncoding.Json, ObjectForm.Whole)]
    [InlineData("text/html, */*", WireEncoding.Json, ObjectForm.Whole)]
    [InlineData("application/vnd.kubernetes.protobuf,application/json", WireEncoding.Protobuf, ObjectForm.Whole)]
    [InlineData(Table, WireEncoding.Json, ObjectForm.Table)]
    [InlineData("application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json", WireEncoding.Json, ObjectForm.Whole)]
    [InlineData("application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", WireEncoding.Json, ObjectForm.Metadata)]
    [InlineData("application/json;as=Foo;v=v1;g=meta.k8s.io,application/json", WireEncoding.Json, ObjectForm.Whole)]
    public void Negotiate_BuiltIn_PicksWhatIsWantedMost(string accept, WireEncoding encoding, ObjectForm form)
    {
        var format = OutputNegotiator.Negotiate(Request(accept), BuiltIn);

        (format.Encoding, format.Form).ShouldBe((encoding, form));
    }

    [Theory]
    [InlineData("text/html", RouterRefusal)]
    [InlineData("application/*", RouterRefusal)]
    [InlineData("application/json;as=Foo;v=v1;g=meta.k8s.io", Refusal)]
    public void Negotiate_BuiltInWithoutMatch_RefusesInTheRoutersWords(string accept, string message)
    {
        var status = Should.Throw<StatusException>(() => OutputNegotiator.Negotiate(Request(accept), BuiltIn)).Status;

        (status.Code, status.Message).ShouldBe((406, message));
    }

    [Fact]
    public void Negotiate_ProtobufOfACustomKind_FallsBackToTheNextChoice()
    {
        OutputNegotiator.Negotiate(Request("application/vnd.kubernetes.protobuf,application/json"), Custom).Encoding.ShouldBe(WireEncoding.Json);
        Should.Throw<StatusException>(() => OutputNegotiator.Negotiate(Request("application/vnd.kubernetes.protobuf"), Custom)).Status.Code.ShouldBe(406);
    }

    [Fact]
    public void NegotiateStream_Yaml_IsRefusedWithTheStreams()
    {
        var status = Should.Throw<StatusException>(() => OutputNegotiator.NegotiateStream(Request("application/yaml"), BuiltIn)).Status;

        status.Message.ShouldBe(
            "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch");
    }

    [Theory]
    [InlineData("", "kubectl/1.33", false)]
    [InlineData("", "curl/8.0", true)]
    [InlineData("", "Mozilla/5.0", true)]
    [InlineData("?pretty=false", "curl/8.0", false)]
    [InlineData("?pretty=1", "", true)]
    [InlineData("?pretty=0", "", false)]
    public void Negotiate_PrettyRule_LooksAtParameterThenAgent(string query, string agent, bool pretty)
    {
        var request = Request("");
        request.QueryString = new QueryString(query);
        request.Headers.UserAgent = agent;

        OutputNegotiator.Negotiate(request, BuiltIn).Pretty.ShouldBe(pretty);
    }

    private static HttpRequest Request(string accept)
    {
        var request = new DefaultHttpContext().Request;
        if (accept.Length > 0)
        {
            request.Headers.Accept = accept;
        }

        return request;
    }
}
