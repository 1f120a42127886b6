using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Pods;

/// <summary>
/// Evicts a pod: the create of <c>pods/eviction</c>. The pod is deleted unless its disruption budget forbids it (kubernetes EvictionREST).
/// </summary>
internal sealed class EvictionAction(LocalObjects objects) : IObjectAction
{
    private const string ManyBudgets = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
    private const int Attempts = 20;
    private const string BreakingOption = "deleteOptions.ignoreStoreReadErrorWithClusterBreakingPotential";

    /// <inheritdoc/>
    public async ValueTask<Status> RunAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        if (!string.Equals(MetadataView.Of(body).Name, context.Name, StringComparison.Ordinal))
        {
            throw ApiErrors.BadRequest("name in URL does not match name in Eviction object");
        }

        var (options, dryRun) = Options(context, body);
        for (var left = Attempts; !await TryEvictAsync(context, options, dryRun, isLast: left == 1, cancellationToken).ConfigureAwait(false); left--)
        {
            // it is read again
        }

        return new Status(201, "", "");
    }

    // False when a pending pod was changed meanwhile: it may run by now, so that its budget is to be asked. On the last attempt that is a conflict.
    private async ValueTask<bool> TryEvictAsync(
        OperationContext context, DeleteOptions options, bool dryRun, bool isLast, CancellationToken cancellationToken)
    {
        var stored = await objects.FindAsync(CoreResources.Pods, context.Namespace, context.Name, cancellationToken).ConfigureAwait(false)
            ?? throw ApiErrors.NotFound(CoreResources.Pods.GroupResource, context.Name);
        var pod = stored.ToTree();
        var meta = MetadataView.Of(pod);
        var phase = JsonNodes.GetString(pod, "status", "phase");
        var isOver = phase is "Succeeded" or "Failed" || meta.DeletionTimestamp is not null;
        var isPending = phase is "Pending" && !isOver;
        DisruptionBudget? unhealthy = null;
        if (!isOver && !isPending)
        {
            unhealthy = await AskBudgetAsync(stored, pod, new Attempt(context.Now, dryRun), cancellationToken).ConfigureAwait(false);
        }

        if (dryRun)
        {
            Match(options, meta);
            return true;
        }

        // What was decided on the pod's state holds for that state alone.
        var isFree = string.IsNullOrEmpty(options.PreconditionResourceVersion);
        var bound = isFree && (unhealthy is not null || isPending) ? options with { PreconditionResourceVersion = meta.ResourceVersion } : options;
        try
        {
            await DeleteAsync(context, bound, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StatusException e) when (e.Status.Code == 409 && isFree && unhealthy is not null)
        {
            throw unhealthy.Busy();
        }
        catch (StatusException e) when (e.Status.Code == 409 && isFree && isPending && !isLast)
        {
            return false;
        }
    }

    // The budget that lets the pod go because it is not healthy; null when there is none, or when it was counted.
    private async ValueTask<DisruptionBudget?> AskBudgetAsync(
        StoredObject stored, JsonObject pod, Attempt attempt, CancellationToken cancellationToken)
    {
        var all = await objects.ListAsync(CoreResources.DisruptionBudgets, stored.Namespace, cancellationToken).ConfigureAwait(false);
        var matching = all.Items.Where(b => Selects(b, stored)).ToList();
        if (matching.Count == 0)
        {
            return null;
        }

        if (matching.Count > 1)
        {
            throw new StatusException(new Status(500, "", ManyBudgets));
        }

        var budget = new DisruptionBudget(matching[0].ToTree());
        if (!PodConditions.IsReady(pod) && budget.LetsUnhealthyGo())
        {
            return budget;
        }

        if (attempt.DryRun)
        {
            budget.Take(stored.Name, attempt.Now);
        }
        else
        {
            await objects.UpdateAsync(
                new ObjectAddress(CoreResources.DisruptionBudgets, stored.Namespace, matching[0].Name, "status"),
                there => new DisruptionBudget(there).Take(stored.Name, attempt.Now),
                cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private static bool Selects(StoredObject budget, StoredObject pod)
    {
        if (JsonNodes.GetObject(budget.ToTree(), "spec", "selector") is not { } selector)
        {
            return false;
        }

        try
        {
            return LabelSelector.FromLabelSelectorObject(selector).Matches(pod.Labels);
        }
        catch (StatusException)
        {
            // a broken selector chooses nothing
            return false;
        }
    }

    private async ValueTask DeleteAsync(OperationContext context, DeleteOptions options, CancellationToken cancellationToken)
    {
        var address = new ObjectAddress(CoreResources.Pods, context.Namespace, context.Name, "eviction");
        var found = await objects.UpdateUnrecordedAsync(
            address,
            pod =>
            {
                Match(options, MetadataView.Of(pod));
                PodConditions.SetTrue(pod, "DisruptionTarget", context.Now, "EvictionByEvictionAPI", "Eviction API: evicting");
            },
            cancellationToken).ConfigureAwait(false);
        var gone = !found
            || !await objects.DeleteAsync(address with { Subresource = "" }, options with { PreconditionResourceVersion = null }, cancellationToken)
                .ConfigureAwait(false);
        if (gone)
        {
            throw ApiErrors.NotFound(CoreResources.Pods.GroupResource, context.Name);
        }
    }

    private static void Match(DeleteOptions options, MetadataView meta)
    {
        Match(options.PreconditionUid, meta.Uid, meta.Name, "UID", "deleted and then recreated");
        Match(options.PreconditionResourceVersion, meta.ResourceVersion, meta.Name, "ResourceVersion", "modified");
    }

    private static void Match(string? wanted, string there, string name, string what, string happened)
    {
        if (wanted is { Length: > 0 } && wanted != there)
        {
            throw ApiErrors.Conflict(
                new GroupResource("", "Pod"),
                name,
                $"the {what} in the precondition ({wanted}) does not match the {what} in record ({there}). The object might have been {happened}");
        }
    }

    private static (DeleteOptions Options, bool DryRun) Options(OperationContext context, JsonObject body)
    {
        var options = JsonNodes.GetObject(body, "deleteOptions");
        if (JsonNodes.GetBool(options, "ignoreStoreReadErrorWithClusterBreakingPotential") is true)
        {
            throw ApiErrors.Invalid(
                new GroupKind("policy", "Eviction"),
                context.Name,
                [FieldErrors.Invalid(BreakingOption, JsonValue.Create(true), "can not be set for pod eviction, try after removing the option")]);
        }

        var read = new DeleteOptions(
            JsonNodes.GetLong(options, "gracePeriodSeconds"),
            JsonNodes.GetString(options, "propagationPolicy"),
            JsonNodes.GetString(options, "preconditions", "uid"),
            JsonNodes.GetString(options, "preconditions", "resourceVersion"),
            JsonNodes.GetBool(options, "orphanDependents"));
        return (read, context.DryRun || JsonNodes.StringList(options?["dryRun"]).Contains("All", StringComparer.Ordinal));
    }

    private readonly record struct Attempt(DateTimeOffset Now, bool DryRun);
}
