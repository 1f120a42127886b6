using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Managers;

/// <summary>The field managers of one resource: who is recorded for what of its objects, and what may be applied to them.</summary>
internal sealed class ObjectManagers
{
    private readonly ResourceModel model;

    // Made when the first object is written: it reads the whole schema.
    private readonly Lazy<KindVersions> versions;

    public ObjectManagers(ResourceModel model)
    {
        this.model = model;
        versions = new Lazy<KindVersions>(() => new KindVersions([.. model.Kinds.Select(Schema)], ConvertAsync));
        Forms = new AdmissionForms(model.Kinds, model.ToAsync, model.Json) { Schemas = versions };
    }

    /// <summary>The versions in which admission plugins may look at an object, and how configurations are merged into them.</summary>
    public AdmissionForms Forms { get; }

    /// <summary>Who writes, as the request says.</summary>
    public static FieldWriter Writer(OperationContext context) => new(context.FieldManager, context.Subresource, context.Now);

    /// <summary>Reads what is to be known of a body before it is decoded.</summary>
    public WriteHints Hints(OperationContext context, KindDefinition kind, JsonObject body) => Of(context, kind).Hints(body);

    /// <summary>Records the writer of a new or changed object, which is decoded and in the version of <paramref name="kind"/>.</summary>
    public ValueTask UpdateAsync(
        OperationContext context, KindDefinition kind, JsonObject obj, ManagerSource source, CancellationToken cancellationToken) =>
        Of(context, kind).UpdateAsync(obj, source.Live, source.Hints, Writer(context), cancellationToken);

    /// <summary>Merges a configuration into the live object; an empty one when there is none.</summary>
    public ValueTask<JsonObject> ApplyAsync(
        OperationContext context, KindDefinition kind, JsonObject live, Configuration config, CancellationToken cancellationToken) =>
        Of(context, kind).ApplyAsync(live, config.Object, config.Force, Writer(context), cancellationToken);

    private FieldManager Of(OperationContext context, KindDefinition kind)
    {
        var all = versions.Value;
        var hasReset = context.Subresource.Length > 0 || model.HasStatusIn(kind);
        var reset = hasReset ? model.Strategy.ResetFields(context.Subresource) : FieldSet.Empty;
        return new FieldManager(all, all.Find(kind.Kind.GroupVersion.ToString())!, reset);
    }

    private KindSchema Schema(KindDefinition kind) => model.Origin == KindOrigin.BuiltIn
        ? KindSchema.BuiltIn(kind)
        : KindSchema.Custom(kind, CustomMetadata.ObjectMeta);

    private ValueTask<JsonObject> ConvertAsync(JsonObject obj, KindSchema target, CancellationToken cancellationToken) =>
        model.ToAsync(target.Definition, obj, cancellationToken);
}
