using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Managers;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Strategies;

namespace Outrigger.Registry.Stores;

/// <summary>Makes of a change the object it asks for: decoded, of the right name, with its managers.</summary>
internal sealed class ChangeMaker(ResourceModel model, ObjectDecoder decoder, ObjectManagers managers)
{
    private readonly Action<AdmissionRequest> accept = request => BringIntoForm(model, decoder, request);

    /// <summary>The versions in which admission plugins may look at an object.</summary>
    public AdmissionForms Forms => managers.Forms;

    /// <summary>Brings what a plugin put in the place of an object into the form of its kind; it keeps its name and namespace.</summary>
    public Action<AdmissionRequest> Accept => accept;

    /// <summary>Changes an object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">The version of the request.</param>
    /// <param name="change">What is wanted.</param>
    /// <param name="current">The stored object in that version, for the change to work on.</param>
    /// <param name="live">The same, not to be changed.</param>
    /// <param name="cancellationToken">Ends the wait for conversions.</param>
    public async ValueTask<JsonObject> ChangeAsync(
        OperationContext context,
        KindDefinition kind,
        IObjectChange change,
        JsonObject current,
        JsonObject live,
        CancellationToken cancellationToken)
    {
        if (change is IManagedChange managed)
        {
            var made = await managed.MakeAsync(current, kind, managers, context, cancellationToken).ConfigureAwait(false);
            return Decoded(context, kind, change, made);
        }

        var obj = change.Apply(current, context);
        var source = new ManagerSource(live, managers.Hints(context, kind, obj));
        Decoded(context, kind, change, obj);
        KeepUnchecked(context, kind, obj, live);
        if (!change.IsUnrecorded)
        {
            await managers.UpdateAsync(context, kind, obj, source, cancellationToken).ConfigureAwait(false);
        }

        return obj;
    }

    /// <summary>
    /// Takes back what an update of the status says beside it, before a conversion reads the whole object: nobody checks that.
    /// </summary>
    public void KeepUnchecked(OperationContext context, KindDefinition kind, JsonObject obj, JsonObject live)
    {
        if (context.Subresource is "status" && !ReferenceEquals(kind, model.CheckedKind(kind)))
        {
            StatusSeparation.KeepAllButStatus(obj, live);
        }
    }

    /// <summary>Makes an object where there is none.</summary>
    public async ValueTask<JsonObject> CreateAsync(
        OperationContext context, KindDefinition kind, IObjectChange change, CancellationToken cancellationToken)
    {
        if (change is IManagedChange managed)
        {
            var made = await managed.MakeAsync([], kind, managers, context, cancellationToken).ConfigureAwait(false);
            return Decoded(context, kind, change, made);
        }

        var obj = change.Apply([], context);
        var hints = managers.Hints(context, kind, obj);
        Decoded(context, kind, change, obj);
        await RecordAsync(context, kind, obj, hints, cancellationToken).ConfigureAwait(false);
        return obj;
    }

    /// <summary>Makes a new object of a body.</summary>
    public ValueTask CreateAsync(OperationContext context, KindDefinition kind, JsonObject body, CancellationToken cancellationToken)
    {
        var hints = managers.Hints(context, kind, body);
        decoder.Decode(context, kind, body, null);
        Scoping.MatchNamespace(model, context, MetadataView.Of(body));
        return RecordAsync(context, kind, body, hints, cancellationToken);
    }

    private static void BringIntoForm(ResourceModel model, ObjectDecoder decoder, AdmissionRequest request)
    {
        var (context, obj) = (request.Context, request.Object!);
        var kind = model.Kind(context.Resource.GroupVersion);
        decoder.Decode(context with { FieldValidation = FieldValidation.Ignore, Read = null }, kind, obj, null);
        var meta = MetadataView.Of(obj);
        if (context.Name.Length > 0)
        {
            Scoping.MatchName(context, meta);
        }

        Scoping.MatchNamespace(model, context, meta);
    }

    private ValueTask RecordAsync(
        OperationContext context, KindDefinition kind, JsonObject obj, WriteHints hints, CancellationToken cancellationToken)
    {
        SystemMetadata.Wipe(MetadataView.Of(obj));
        return managers.UpdateAsync(context, kind, obj, new ManagerSource(null, hints), cancellationToken);
    }

    private JsonObject Decoded(OperationContext context, KindDefinition kind, IObjectChange change, JsonObject obj)
    {
        decoder.Decode(context, kind, obj, change);
        var meta = MetadataView.Of(obj);
        Scoping.MatchName(context, meta);
        Scoping.MatchNamespace(model, context, meta);
        return obj;
    }
}
