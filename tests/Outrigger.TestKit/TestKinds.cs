using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Tables;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Strategies;

namespace Outrigger.TestKit;

/// <summary>Kinds for tests that need no real ones: a built-in one without a status, a built-in one with status and scale, a custom one.</summary>
public static class TestKinds
{
    private const string Text = """
        # For tests.
        group core v1 io.k8s.api.core.v1

        kind ConfigMap configmaps configmap namespaced short=cm

        kind Namespace namespaces namespace cluster short=ns
          subresource status Namespace get,patch,update

        kind Machine machines machine cluster
          select spec.role
          subresource scale autoscaling/v1/Scale get,patch,update
          subresource status Machine get,patch,update

        type ConfigMap
          kind string
          apiVersion string
          metadata meta.v1.ObjectMeta 1 emit
          immutable *bool 4
          data {}string 2
          binaryData {}bytes 3

        type ConfigMapList
          kind string
          apiVersion string
          metadata meta.v1.ListMeta 1 emit
          items []ConfigMap 2 emit

        type Namespace
          kind string
          apiVersion string
          metadata meta.v1.ObjectMeta 1 emit
          status MachineStatus 3 emit

        type Machine
          kind string
          apiVersion string
          metadata meta.v1.ObjectMeta 1 emit
          spec MachineSpec 2 emit
          status MachineStatus 3 emit

        type MachineSpec
          replicas *int32 1
          role string 2
          parts []MachinePart 3 patch=merge(name)
          selector *meta.v1.LabelSelector 4

        type MachinePart
          name string 1 required emit
          size int32 2

        type MachineStatus
          replicas int32 1
          phase string 2

        """;

    public static SchemaLibrary Library { get; } = Load();

    public static ResourceModel ConfigMaps { get; } = new()
    {
        Kinds = [Library.FindKind(new("", "v1", "ConfigMap"))!],
        StorageVersion = "v1",
        Origin = KindOrigin.BuiltIn,
        Strategy = new PlainStrategy(),
    };

    public static ResourceModel Namespaces { get; } = new()
    {
        Kinds = [Library.FindKind(new("", "v1", "Namespace"))!],
        StorageVersion = "v1",
        Origin = KindOrigin.BuiltIn,
        Strategy = new PlainStrategy(),
    };

    public static ResourceModel Machines { get; } = new()
    {
        Kinds = [Library.FindKind(new("", "v1", "Machine"))!],
        StorageVersion = "v1",
        Origin = KindOrigin.BuiltIn,
        Strategy = new GenerationStrategy(),
        Scale = new ScalePaths(".spec.replicas", ".status.replicas", ".spec.selector"),
    };

    public static ResourceModel Widgets { get; } = new()
    {
        Kinds = [Widget("v1")],
        StorageVersion = "v1",
        Origin = KindOrigin.Custom,
        Strategy = new CustomStrategy(),
        Scale = new ScalePaths(".spec.replicas", ".status.availableReplicas", ".status.selector"),
    };

    public static KindDefinition Widget(string version) => new()
    {
        Kind = new GroupVersionKind("custom.example.com", version, "Widget"),
        ListKind = "WidgetList",
        Plural = "widgets",
        Singular = "widget",
        Namespaced = true,
        ShortNames = ["wd"],
        Categories = ["demo"],
        Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
        Schema = WidgetSchema(),
        Columns =
        [
            new ColumnDefinition("Replicas", "integer", "", "How many.", 0, ".spec.replicas"),
            new ColumnDefinition("Phase", "string", "", "Where it is.", 0, ".status.phase"),
        ],
        Subresources =
        [
            new SubresourceDefinition("scale", new("autoscaling", "v1", "Scale"), ["get", "patch", "update"]),
            new SubresourceDefinition("status", new("custom.example.com", version, "Widget"), ["get", "patch", "update"]),
        ],
    };

    private static Schema WidgetSchema() => new()
    {
        Type = SchemaType.Object,
        Fields =
        [
            new SchemaField { Name = "spec", Required = true, Schema = Spec() },
            new SchemaField { Name = "status", Schema = Status() },
        ],
    };

    private static Schema Spec() => new()
    {
        Type = SchemaType.Object,
        Fields =
        [
            Field("image", Of(SchemaType.String, new SchemaConstraints { MinLength = 1 }), required: true),
            Field("color", Of(SchemaType.String), "blue"),
            Field("replicas", Of(SchemaType.Integer, new SchemaConstraints { Minimum = 0, Maximum = 100 }), 1),
        ],
    };

    private static Schema Status() => new()
    {
        Type = SchemaType.Object,
        Fields =
        [
            Field("phase", Of(SchemaType.String, new SchemaConstraints { Enum = ["Pending", "Running", "Failed"] })),
            Field("availableReplicas", Of(SchemaType.Integer)),
            Field("selector", Of(SchemaType.String)),
        ],
    };

    private static Schema Of(SchemaType type, SchemaConstraints? constraints = null) => new() { Type = type, Constraints = constraints };

    private static SchemaField Field(string name, Schema schema, JsonNode? fallback = null, bool required = false) =>
        new() { Name = name, Schema = schema, Default = fallback, Required = required };

    private static SchemaLibrary Load()
    {
        var library = new SchemaLibrary();
        library.AddEmbedded(typeof(SchemaLibrary).Assembly);
        SchemaFile.Parse(Text, library);
        return library.Freeze();
    }

    private sealed class PlainStrategy : ResourceStrategy;

    private sealed class GenerationStrategy : ResourceStrategy
    {
        public override bool HasGeneration => true;

        public override bool AllowCreateOnUpdate => true;
    }
}
