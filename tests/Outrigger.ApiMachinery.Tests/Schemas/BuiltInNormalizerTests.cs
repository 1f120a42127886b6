using System.Text;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tests.Schemas;

public sealed class BuiltInNormalizerTests
{
    [Theory]
    [InlineData("", "v1", "ConfigMap", """{"data":{"b":"2","a":"1"},"metadata":{"name":"x"},"kind":"ConfigMap"}""", """{"kind":"ConfigMap","metadata":{"name":"x"},"data":{"a":"1","b":"2"}}""")]
    [InlineData("", "v1", "ConfigMap", """{"data":{},"immutable":false}""", """{"metadata":{},"immutable":false}""")]
    [InlineData("", "v1", "ConfigMap", """{"data":{"a":null},"binaryData":null}""", """{"metadata":{},"data":{"a":""}}""")]
    [InlineData("", "v1", "Secret", """{"type":"","data":{"a":"YQ=="}}""", """{"metadata":{},"data":{"a":"YQ=="}}""")]
    [InlineData("apps", "v1", "Deployment", """{"spec":{"replicas":0,"paused":false,"template":{}}}""", """{"metadata":{},"spec":{"replicas":0,"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"strategy":{}},"status":{}}""")]
    [InlineData("", "v1", "Node", """{}""", """{"metadata":{},"spec":{},"status":{"daemonEndpoints":{"kubeletEndpoint":{"Port":0}},"nodeInfo":{"machineID":"","systemUUID":"","bootID":"","kernelVersion":"","osImage":"","containerRuntimeVersion":"","kubeletVersion":"","kubeProxyVersion":"","operatingSystem":"","architecture":""}}}""")]
    [InlineData("", "v1", "Event", """{"involvedObject":{"name":"x"},"metadata":{"name":"x"}}""", """{"metadata":{"name":"x"},"involvedObject":{"name":"x"},"source":{},"firstTimestamp":null,"lastTimestamp":null,"eventTime":null,"reportingComponent":"","reportingInstance":""}""")]
    [InlineData("", "v1", "Service", """{"spec":{"ports":[{"port":80}]}}""", """{"metadata":{},"spec":{"ports":[{"port":80,"targetPort":0}]},"status":{"loadBalancer":{}}}""")]
    [InlineData("", "v1", "Pod", """{"spec":{"volumes":[{"emptyDir":{},"name":"v"}]}}""", """{"metadata":{},"spec":{"volumes":[{"name":"v","emptyDir":{}}],"containers":null},"status":{}}""")]
    [InlineData("coordination.k8s.io", "v1", "Lease", """{"spec":{"acquireTime":"2026-01-01T02:00:00+01:00"}}""", """{"metadata":{},"spec":{"acquireTime":"2026-01-01T01:00:00.000000Z"}}""")]
    [InlineData("", "v1", "Pod", """{"metadata":{"deletionTimestamp":"2026-01-01T02:00:00.5+01:00","finalizers":[]}}""", """{"metadata":{"deletionTimestamp":"2026-01-01T01:00:00Z"},"spec":{"containers":null},"status":{}}""")]
    [InlineData("", "v1", "ResourceQuota", """{"spec":{"hard":{"cpu":"1000m","pods":3,"memory":" 1024Mi "}}}""", """{"metadata":{},"spec":{"hard":{"cpu":"1","memory":"1Gi","pods":"3"}},"status":{}}""")]
    [InlineData("storage.k8s.io", "v1", "CSINode", """{"spec":{"drivers":[]}}""", """{"metadata":{},"spec":{"drivers":null}}""")]
    public void Normalize_Object_IsWhatGoWouldWrite(string group, string version, string kind, string json, string expected)
    {
        var (text, report) = Run(group, version, kind, json);

        text.ShouldBe(expected);
        report.TypeError.ShouldBeNull();
        report.UnknownFields.ShouldBeEmpty();
    }

    [Fact]
    public void Normalize_UnknownFields_AreDroppedAndToldInOrder()
    {
        var (text, report) = Run("", "v1", "ConfigMap", """{"metadata":{"nope":1},"Data":{"a":"b"},"dota":2}""");

        text.ShouldBe("""{"metadata":{}}""");
        report.UnknownFields.ShouldBe(["metadata.nope", "Data", "dota"]);
        report.Messages.First().ShouldBe("unknown field \"metadata.nope\"");
    }

    [Fact]
    public void Normalize_UnknownFieldInAList_HasTheIndexInItsPath()
    {
        var (_, report) = Run("", "v1", "Pod", """{"spec":{"containers":[{"name":"a"},{"name":"b","prots":[]}]}}""");

        report.UnknownFields.ShouldBe(["spec.containers[1].prots"]);
    }

    [Theory]
    [InlineData("apps", "Deployment", """{"spec":{"replicas":"two"}}""", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("apps", "Deployment", """{"spec":{"replicas":3000000000}}""", "json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("apps", "Deployment", """{"spec":{"template":{"spec":{"containers":{}}}}}""", "json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container")]
    [InlineData("", "ConfigMap", """{"data":{"a":5}}""", "json: cannot unmarshal number into Go struct field ConfigMap.data of type string")]
    [InlineData("", "ConfigMap", """{"metadata":{"labels":"x"}}""", "json: cannot unmarshal string into Go struct field ObjectMeta.metadata.labels of type map[string]string")]
    [InlineData("", "ResourceQuota", """{"spec":{"hard":{"cpu":"x"}}}""", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("", "Secret", """{"data":{"a":"?"}}""", "illegal base64 data at input byte 0")]
    public void Normalize_WrongType_IsSaidAsGoSaysIt(string group, string kind, string json, string expected)
    {
        var (_, report) = Run(group, "v1", kind, json);

        report.TypeError.ShouldBe(expected);
    }

    [Fact]
    public void Normalize_Twice_ChangesNothing()
    {
        foreach (var kind in TestLibrary.All.Kinds)
        {
            var (once, _) = Run(kind.Kind.Group, kind.Kind.Version, kind.Kind.Kind, "{}");
            var (twice, _) = Run(kind.Kind.Group, kind.Kind.Version, kind.Kind.Kind, once);
            twice.ShouldBe(once, kind.Kind.ToString());
        }
    }

    private static (string Text, NormalizeReport Report) Run(string group, string version, string kind, string json)
    {
        var obj = ObjectReader.Read(Encoding.UTF8.GetBytes(json));
        var report = new NormalizeReport();
        BuiltInNormalizer.Normalize(obj, TestLibrary.Kind(group, version, kind).Schema, report);
        return (ObjectWriter.ToText(obj), report);
    }
}
