using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Models;
using Outrigger.Registry.Typed;
using VersionedApiServer.Conversion;
using Alpha = VersionedApiServer.V1Alpha1.BackupPlan;
using Beta = VersionedApiServer.V1Beta1.BackupPlan;
using Stable = VersionedApiServer.V1.BackupPlan;

namespace Outrigger.Samples.Tests.Versions;

public sealed class RoundTripTests
{
    private const int Objects = 300;
    private const string OrderAnnotation = "backups.example.com/target-order";

    private static readonly ResourceModel Model = TypedResource.Model(
        BackupVersions.All, new Schema { Type = SchemaType.Object }, AdmissionChain.None, TimeProvider.System);

    [Theory]
    [InlineData("v1alpha1", "v1")]
    [InlineData("v1alpha1", "v1beta1")]
    [InlineData("v1beta1", "v1")]
    [InlineData("v1beta1", "v1alpha1")]
    [InlineData("v1", "v1alpha1")]
    [InlineData("v1", "v1beta1")]
    public async Task Convert_ThereAndBack_LosesNothing(string from, string to)
    {
        for (var seed = 0; seed < Objects; seed++)
        {
            var before = Make(from, seed);
            var there = await ConvertAsync(before, to);
            Refused(there, to).ShouldBeEmpty($"seed {seed}: {there.ToJsonString()}");
            var back = await ConvertAsync(there, from);
            JsonNode.DeepEquals(back, before).ShouldBeTrue($"seed {seed}\n{before.ToJsonString()}\n{there.ToJsonString()}\n{back.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Convert_RoundThroughAllVersions_LosesNothing()
    {
        for (var seed = 0; seed < Objects; seed++)
        {
            var before = Make("v1", seed);
            var at = before;
            foreach (var version in new[] { "v1alpha1", "v1beta1", "v1" })
            {
                at = await ConvertAsync(at, version);
            }

            JsonNode.DeepEquals(at, before).ShouldBeTrue($"seed {seed}\n{before.ToJsonString()}\n{at.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Convert_ChangedThroughTheOldestVersion_KeepsWhatItCannotSay()
    {
        var stored = Parse(
            """
            {"apiVersion":"backups.example.com/v1","kind":"BackupPlan","metadata":{"name":"a"},
             "spec":{"schedule":"0 3 * * *","source":{"engine":"postgres","database":"orders"},"retention":{"count":3,"maxAgeDays":30},
                     "suspended":true,"targets":{"x":{"url":"u","paused":true},"y":{"url":"v"}} } }
            """);

        var alpha = await ConvertAsync(stored, "v1alpha1");
        alpha["spec"]!["source"]!.GetValue<string>().ShouldBe("postgres/orders");
        alpha["spec"]!["keep"] = 5;
        var changed = await ConvertAsync(alpha, "v1");

        stored["spec"]!["retention"]!["count"] = 5;
        JsonNode.DeepEquals(changed, stored).ShouldBeTrue(changed.ToJsonString());
    }

    [Fact]
    public async Task Convert_AnnotationThatSomebodyElseWrote_IsIgnored()
    {
        var alpha = Make("v1alpha1", 1);
        alpha["metadata"]!["annotations"] = new JsonObject { ["backups.example.com/v1"] = "[not", [OrderAnnotation] = "7" };

        var stored = await ConvertAsync(alpha, "v1");

        stored["metadata"]!["annotations"]?["backups.example.com/v1"].ShouldBeNull();
    }

    [Fact]
    public async Task Convert_OrderThatNamesNothing_IsIgnored()
    {
        var stored = Make("v1", 1);
        stored["metadata"]!["annotations"] = new JsonObject { [OrderAnnotation] = "[null]" };
        stored["spec"]!["targets"] = new JsonObject { ["a"] = new JsonObject { ["url"] = "u" } };

        var beta = await ConvertAsync(stored, "v1beta1");

        beta["spec"]!["targets"]!.AsArray().Select(t => t!["name"]!.GetValue<string>()).ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("v1beta1", "v1", """{"schedule":"s","targets":[{"name":"a","url":"u"},{"name":"a","url":"v"}]}""")]
    [InlineData("v1alpha1", "v1", """{"cron":"s","targets":[{"name":"a","url":"u"},{"name":"a","url":"v"}]}""")]
    [InlineData("v1beta1", "v1", """{"schedule":"s","targets":[null]}""")]
    [InlineData("v1alpha1", "v1", """{"cron":"s","targets":[null]}""")]
    [InlineData("v1", "v1beta1", """{"schedule":"s","targets":{"a":null}}""")]
    [InlineData("v1", "v1alpha1", """{"schedule":"s","targets":{"a":null}}""")]
    public async Task Convert_BodyThatWasNotChecked_IsNoError(string from, string to, string spec)
    {
        var body = Parse($$"""{"apiVersion":"backups.example.com/{{from}}","kind":"BackupPlan","metadata":{"name":"a"},"spec":{{spec}}}""");
        Refused(body, from).ShouldNotBeEmpty();

        (await ConvertAsync(body, to))["spec"].ShouldNotBeNull();
    }

    private static JsonObject Make(string version, int seed)
    {
        var objects = new RandomObjects(seed);
        object made = version switch
        {
            "v1alpha1" => objects.Make<Alpha>(),
            "v1beta1" => objects.Make<Beta>(),
            _ => Ordered(objects.Make<Stable>(), seed),
        };
        var tree = Parse(JsonSerializer.Serialize(made, TypedJson.Options));
        tree["apiVersion"] = $"backups.example.com/{version}";
        tree["kind"] = "BackupPlan";
        Refused(tree, version).ShouldBeEmpty($"seed {seed}: {tree.ToJsonString()}");
        return tree;
    }

    // Some stored plans were written as lists.
    private static Stable Ordered(Stable plan, int seed)
    {
        string[] names = [.. plan.Spec?.Targets?.Keys ?? []];
        if (seed % 2 == 0 && !names.SequenceEqual(names.Order(StringComparer.Ordinal)))
        {
            plan.Metadata.Annotations ??= new Dictionary<string, string>();
            plan.Metadata.Annotations[OrderAnnotation] = JsonSerializer.Serialize(names);
        }

        return plan;
    }

    private static IEnumerable<string> Refused(JsonObject obj, string version)
    {
        var errors = new List<ApiMachinery.Errors.FieldError>();
        SchemaValidator.Validate(obj, Model.Kind(version).Schema, "", errors);
        return errors.Select(e => e.ToString());
    }

    private static async Task<JsonObject> ConvertAsync(JsonObject obj, string version)
    {
        var made = await Model.ToAsync(Model.Kind(version), (JsonObject)obj.DeepClone(), TestContext.Current.CancellationToken);
        return Parse(made.ToJsonString());
    }

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
