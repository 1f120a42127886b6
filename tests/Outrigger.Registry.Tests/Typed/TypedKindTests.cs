using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Typed;

namespace Outrigger.Registry.Tests.Typed;

public sealed class TypedKindTests
{
    private static readonly Schema Meta = new() { Type = SchemaType.Object };

    private static KindDefinition Gadget { get; } = TypedKind.Of(typeof(Gadget), Meta, TypedJson.Options);

    private static SchemaField Spec(string name) => Gadget.Schema.Find("spec")!.Schema.Find(name)!;

    [Fact]
    public void Of_Class_NamesTheKind()
    {
        Gadget.Kind.ShouldBe(new GroupVersionKind("test.example.com", "v1", "Gadget"));
        (Gadget.Plural, Gadget.Singular, Gadget.ListKind, Gadget.Namespaced).ShouldBe(("gadgets", "gadget", "GadgetList", true));
        Gadget.ShortNames.ShouldBe(["gd"]);
        Gadget.Categories.ShouldBe(["all"]);
    }

    [Fact]
    public void Of_Class_PutsTypeAndMetadataFirst()
    {
        Gadget.Schema.Fields.Select(f => f.Name).ShouldBe(["apiVersion", "kind", "metadata", "spec", "status"]);
        Gadget.Schema.Find("metadata")!.Schema.ShouldBeSameAs(Meta);
    }

    [Theory]
    [InlineData("replicas", SchemaType.Integer, "int32")]
    [InlineData("big", SchemaType.Integer, "int64")]
    [InlineData("ratio", SchemaType.Number, "double")]
    [InlineData("image", SchemaType.String, null)]
    [InlineData("blob", SchemaType.Bytes, "byte")]
    [InlineData("weights", SchemaType.Map, null)]
    [InlineData("parts", SchemaType.List, null)]
    [InlineData("extra", SchemaType.Any, null)]
    public void Of_Property_HasTheTypeOfItsClrType(string name, SchemaType type, string? format)
    {
        Spec(name).Schema.Type.ShouldBe(type);
        Spec(name).Schema.Format.ShouldBe(format);
    }

    [Fact]
    public void Of_Annotations_BecomeConstraints()
    {
        var replicas = Spec("replicas").Schema.Constraints!;
        (replicas.Minimum, replicas.Maximum).ShouldBe((0, 100));
        var image = Spec("image").Schema.Constraints!;
        (image.MinLength, image.MaxLength, image.Pattern!.IsMatch("abc"), image.Pattern.IsMatch("A")).ShouldBe((1, 20, true, false));
        Spec("image").Required.ShouldBeTrue();
        Spec("color").Default!.GetValue<string>().ShouldBe("blue");
        Spec("mode").Schema.Constraints!.Enum!.Select(e => e.GetValue<string>()).ShouldBe(["Slow", "Fast"]);
    }

    [Fact]
    public void Of_Lists_HaveTheirMergeType()
    {
        Spec("parts").Schema.ListType.ShouldBe(ListType.Map);
        Spec("parts").Schema.ListMapKeys.ShouldBe(["name"]);
        Spec("parts").Schema.Element!.Find("name")!.Required.ShouldBeTrue();
        Spec("tags").Schema.ListType.ShouldBe(ListType.Set);
    }

    [Fact]
    public void Of_Class_HasSubresourcesColumnsAndSelectableFields()
    {
        Gadget.Subresources.Select(s => s.Name).ShouldBe(["scale", "status"]);
        Gadget.Columns.Select(c => (c.Name, c.Type, c.Priority)).ShouldBe(
            [("Name", "string", 0), ("Replicas", "integer", 0), ("Mode", "string", 1), ("Age", "date", 0)]);
        Gadget.SelectableFields.ShouldBe(["spec.mode"]);
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05,5+01:00", true)]
    [InlineData("2026-01-02", false)]
    public void Options_Time_ReadWhatTheSchemaTakes(string text, bool isTime)
    {
        var tree = new System.Text.Json.Nodes.JsonObject { ["seen"] = text };
        if (isTime)
        {
            ApiMachinery.Json.JsonTypes.FromTree<GadgetStatus>(tree, TypedJson.Options)!.Seen.ShouldNotBeNull();
        }
        else
        {
            Should.Throw<System.Text.Json.JsonException>(() => ApiMachinery.Json.JsonTypes.FromTree<GadgetStatus>(tree, TypedJson.Options));
        }
    }

    [Fact]
    public void Of_RecursiveType_IsRefusedWithItsPath() =>
        Should.Throw<TypedSchemaException>(() => TypedKind.Of(typeof(Loop), Meta, TypedJson.Options))
            .Message.ShouldStartWith("Loop.spec.children[]: LoopNode contains itself");

    [Fact]
    public void Of_ClassWithoutAttribute_IsRefusedWithTheFix() =>
        Should.Throw<TypedSchemaException>(() => TypedKind.Of(typeof(Nameless), Meta, TypedJson.Options))
            .Message.ShouldContain("[KubernetesResource(");

    [Fact]
    public void Of_ClassOfTheKubernetesClientLibrary_IsAccepted()
    {
        var kind = TypedKind.Of(typeof(V1CronTab), Meta, TypedJson.Options);
        kind.Kind.ShouldBe(new GroupVersionKind("stable.example.com", "v1", "CronTab"));
        kind.Schema.Fields.Select(f => f.Name).ShouldBe(["apiVersion", "kind", "metadata", "cronSpec"]);
    }
}
