using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Patching;
using Outrigger.ApiMachinery.Tests.Schemas;

namespace Outrigger.ApiMachinery.Tests.Patching;

/// <summary>The merge keys and strategies of the built-in kinds' own schemas, seen through patches.</summary>
public sealed class StrategicMergePatchBuiltInTests
{
    [Theory]
    [InlineData("", "v1", "Service", """{"spec":{"ports":[{"name":"http","port":80},{"name":"https","port":443}]}}""",
        """{"spec":{"ports":[{"port":80,"targetPort":8080},{"port":9090,"name":"metrics"}]}}""",
        """{"spec":{"ports":[{"name":"http","port":80,"targetPort":8080},{"port":9090,"name":"metrics"},{"name":"https","port":443}]}}""")]
    [InlineData("", "v1", "Service", """{"metadata":{"finalizers":["example.com/a","example.com/b"]}}""",
        """{"metadata":{"finalizers":["example.com/c","example.com/a"]}}""",
        """{"metadata":{"finalizers":["example.com/c","example.com/a","example.com/b"]}}""")]
    [InlineData("apps", "v1", "Deployment",
        """{"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}},"template":{"spec":{"containers":[{"name":"a","image":"x","env":[{"name":"K","value":"1"}]}],"volumes":[{"name":"v","emptyDir":{}}]}}}}""",
        """{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"},"template":{"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"b","image":"y"},{"name":"a","env":[{"name":"L","value":"2"}]}],"volumes":[{"name":"v","$retainKeys":["name","secret"],"secret":{"secretName":"s"}}]}}}}""",
        """{"spec":{"strategy":{"type":"Recreate"},"template":{"spec":{"containers":[{"name":"b","image":"y"},{"name":"a","image":"x","env":[{"name":"L","value":"2"},{"name":"K","value":"1"}]}],"volumes":[{"name":"v","secret":{"secretName":"s"}}]}}}}""")]
    public void Apply_BuiltInKind_MergesByItsKeys(string group, string version, string kind, string current, string patch, string expected)
    {
        var schema = TestLibrary.All.FindKind(new GroupVersionKind(group, version, kind)).ShouldNotBeNull().Schema;
        var result = StrategicMergePatch.Apply(JsonNode.Parse(current)!.AsObject(), JsonNode.Parse(patch)!.AsObject(), schema);
        JsonNodes.DeepEqual(result, JsonNode.Parse(expected)).ShouldBeTrue(ObjectWriter.ToText(result));
    }
}
