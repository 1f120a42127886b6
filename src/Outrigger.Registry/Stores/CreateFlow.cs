using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Lists;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Stores;

/// <summary>The verb create: the body is parsed already and written once.</summary>
internal sealed class CreateFlow(ResourceModel model, ObjectTable table, ObjectDecoder decoder, ChangeMaker maker)
{
    private readonly ObjectChecker checker = new(model);

    public async ValueTask<StoredObject> RunAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        var kind = model.Kind(context.Resource.GroupVersion);
        await maker.CreateAsync(context, kind, body, cancellationToken).ConfigureAwait(false);
        await MutateAsync(context, kind, body, cancellationToken).ConfigureAwait(false);
        return await StoreAsync(context, kind, body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has plugins change a new object; also one that an update to a missing name makes.</summary>
    public async ValueTask MutateAsync(OperationContext context, KindDefinition kind, JsonObject obj, CancellationToken cancellationToken)
    {
        var request = Request(context, kind, obj);
        await model.Admission.MutateAsync(request, maker.Accept, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores what an update to a missing name made: decoded, mutated and named. Without an object when the name is taken.</summary>
    public ValueTask<WriteResult> TryStoreAsync(
        OperationContext context, KindDefinition kind, JsonObject obj, CancellationToken cancellationToken) => model.Strategy.HasClaims
            ? ClaimAsync(context, kind, obj, cancellationToken)
            : PrepareAndWriteAsync(context, kind, obj, cancellationToken);

    /// <summary>The refusal of a name that is taken.</summary>
    /// <param name="name">The name.</param>
    /// <param name="there">What has it; null when that is gone or not known.</param>
    public StatusException Taken(string name, StoredObject? there)
    {
        var taken = ApiErrors.AlreadyExists(model.Resource, name).Status;
        return new StatusException(there is { IsDeleting: true }
            ? taken with { Message = $"object is being deleted: {taken.Message}" }
            : taken);
    }

    private async ValueTask<StoredObject> StoreAsync(
        OperationContext context, KindDefinition kind, JsonObject obj, CancellationToken cancellationToken)
    {
        var meta = MetadataView.Of(obj);
        if (meta.Name.Length > 0 || meta.GenerateName.Length == 0)
        {
            var result = await TryStoreAsync(context, kind, obj, cancellationToken).ConfigureAwait(false);
            return result.Object ?? throw Taken(MetadataView.Of(obj).Name, result.Current);
        }

        for (var attempt = 0; attempt < NameGenerator.MaxAttempts; attempt++)
        {
            var named = FieldSetJson.Clone(obj);
            MetadataView.Of(named).Name = NameGenerator.Generate(meta.GenerateName);
            if (await TryStoreAsync(context, kind, named, cancellationToken).ConfigureAwait(false) is { Object: { } made })
            {
                return made;
            }
        }

        throw GenerateNameExhausted(model.Resource, meta.GenerateName);
    }

    private static StatusException GenerateNameExhausted(GroupResource resource, string generateName)
    {
        var taken = ApiErrors.AlreadyExists(resource, generateName).Status;
        return new StatusException(taken with
        {
            Message = $"{taken.Message}, the server was not able to generate a unique name for the object",
        });
    }

    private AdmissionRequest Request(OperationContext context, KindDefinition kind, JsonObject obj) =>
        new(AdmissionOperation.Create, context, kind.Kind, obj, null) { Forms = maker.Forms };

    private ValueTask<WriteResult> ClaimAsync(
        OperationContext context, KindDefinition kind, JsonObject obj, CancellationToken cancellationToken) =>
        ClaimRetry.RunAsync(model, obj, copy => PrepareAndWriteAsync(context, kind, copy, cancellationToken));

    private async ValueTask<WriteResult> PrepareAndWriteAsync(
        OperationContext context, KindDefinition kind, JsonObject obj, CancellationToken cancellationToken)
    {
        SystemMetadata.ForCreate(model, context, obj);
        var form = model.CheckedKind(kind);
        checker.CheckServed(context, kind, obj);
        var made = await decoder.ToVersionAsync(kind, form, obj, cancellationToken).ConfigureAwait(false);
        if (model.HasStatusIn(form) && !model.Strategy.AllowStatusOnCreate)
        {
            decoder.DropStatus(made);
        }

        model.Strategy.PrepareForCreate(context, made);
        checker.CheckCreate(context, form, made);
        await model.Admission.ValidateAsync(Request(context, kind, made), cancellationToken).ConfigureAwait(false);
        made = await decoder.ToVersionAsync(form, model.StorageKind, made, cancellationToken).ConfigureAwait(false);
        return await WriteAsync(context, form, made, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<WriteResult> WriteAsync(
        OperationContext context, KindDefinition form, JsonObject obj, CancellationToken cancellationToken)
    {
        var meta = MetadataView.Of(obj);
        if (Revisions.TryParse(meta.ResourceVersion, out var revision, out _) && revision != 0)
        {
            throw ApiErrors.Plain("resourceVersion should not be set on objects to be created");
        }

        var key = table.Key(meta.Namespace, meta.Name);
        var made = StoredObject.Create(obj, table.Facts);
        if (context.DryRun)
        {
            var snapshot = await table.NewestAsync(cancellationToken).ConfigureAwait(false);
            return snapshot.Get(key) is { } there ? new WriteResult(null, there) : new WriteResult(made, null);
        }

        return await table.WriteAsync(key, made, null, ReferenceEquals(form, model.StorageKind), cancellationToken).ConfigureAwait(false);
    }
}
