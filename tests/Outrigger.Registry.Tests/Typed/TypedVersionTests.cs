using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Models;
using Outrigger.Registry.Typed;

namespace Outrigger.Registry.Tests.Typed;

public sealed class TypedVersionTests
{
    private static readonly TypedVersion Alpha = new TypedVersionOf<BoxV1Alpha1, Box>(
        old => new Box { Spec = new BoxSpec { Width = Part(old.Size, 0), Height = Part(old.Size, 1), Note = old.Note } },
        box => new BoxV1Alpha1 { Size = $"{box.Spec.Width}x{box.Spec.Height}", Note = box.Spec.Note });

    private readonly ResourceModel model = Model(Alpha);

    [Fact]
    public void Model_OfSeveralVersions_ServesThemAndStoresOne()
    {
        model.Kinds.Select(k => k.Kind.Version).ShouldBe(["v1", "v1alpha1"]);
        model.StorageVersion.ShouldBe("v1");
    }

    [Fact]
    public async Task Convert_ToAnotherVersion_HasItsShapeAndTheSameMetadata()
    {
        var box = (JsonObject)JsonNode.Parse(
            """{"apiVersion":"test.example.com/v1","kind":"Box","metadata":{"name":"a","uid":"u","managedFields":[{"manager":"m"}]},"spec":{"width":2,"height":3}}""")!;
        var old = await model.Convert(box, model.Kind("v1alpha1"), TestContext.Current.CancellationToken);
        JsonNode.DeepEquals(old, JsonNode.Parse(
            """{"apiVersion":"test.example.com/v1alpha1","kind":"Box","metadata":{"name":"a","uid":"u","managedFields":[{"manager":"m"}]},"size":"2x3"}"""))
            .ShouldBeTrue(old.ToJsonString());
    }

    [Fact]
    public void Convert_ThereAndBack_LosesNothing() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll<int, int, string>((width, height, note) =>
        {
            var box = new JsonObject
            {
                ["apiVersion"] = "test.example.com/v1",
                ["kind"] = "Box",
                ["metadata"] = new JsonObject { ["name"] = "a" },
                ["spec"] = new JsonObject { ["width"] = width, ["height"] = height },
            };
            if (note is not null)
            {
                box["spec"]!["note"] = note;
            }

            var there = model.Convert((JsonObject)box.DeepClone(), model.Kind("v1alpha1"), CancellationToken.None).AsTask();
            var back = model.Convert(Done(there), model.Kind("v1"), CancellationToken.None).AsTask();
            return JsonNode.DeepEquals(JsonNode.Parse(Done(back).ToJsonString()), JsonNode.Parse(box.ToJsonString()));
        }));

    [Fact]
    public void Model_VersionOfAnotherKind_IsRefused() =>
        Should.Throw<TypedSchemaException>(() => Model(new TypedVersionOf<Gadget, Box>(_ => new Box(), _ => new Gadget())))
            .Message.ShouldContain("must have its group, kind, plural and scope");

    [Fact]
    public void Model_SameVersionTwice_IsRefused() =>
        Should.Throw<TypedSchemaException>(() => Model(Alpha, Alpha)).Message.ShouldContain("v1alpha1 is given twice");

    private static ResourceModel Model(params TypedVersion[] versions) => TypedResource.Model(
        new TypedOptions<Box> { Versions = versions }, new Schema { Type = SchemaType.Object }, AdmissionChain.None, TimeProvider.System);

    private static int Part(string size, int index) =>
        int.Parse(size.Split('x')[index], System.Globalization.CultureInfo.InvariantCulture);

    // these conversions are done when they return
    private static JsonObject Done(Task<JsonObject> conversion) => conversion.GetAwaiter().GetResult();
}

[KubernetesResource(Group = "test.example.com", Version = "v1", Kind = "Box", Plural = "boxes")]
public sealed class Box
{
    public ObjectMeta? Metadata { get; set; }

    public BoxSpec Spec { get; set; } = new();
}

public sealed class BoxSpec
{
    public int Width { get; set; }

    public int Height { get; set; }

    public string? Note { get; set; }
}

[KubernetesResource(Group = "test.example.com", Version = "v1alpha1", Kind = "Box", Plural = "boxes")]
public sealed class BoxV1Alpha1
{
    public ObjectMeta? Metadata { get; set; }

    public string Size { get; set; } = "0x0";

    public string? Note { get; set; }
}
