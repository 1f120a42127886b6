using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Strategies;

namespace Outrigger.Registry.Objects;

/// <summary>What the options of a delete ask for: preconditions, and the finalizers of the garbage collector.</summary>
internal static class DeletionPolicy
{
    private const string Orphan = "orphan";
    private const string Foreground = "foregroundDeletion";

    private static readonly GroupKind Options = new("meta.k8s.io", "DeleteOptions");

    /// <summary>422 for options that do not go together.</summary>
    public static void Check(DeleteOptions options)
    {
        if (options.PropagationPolicy is not { } policy)
        {
            return;
        }

        var errors = new List<FieldError>();
        if (options.OrphanDependents is not null)
        {
            errors.Add(FieldErrors.Invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"));
        }

        if (policy is not ("Foreground" or "Background" or "Orphan"))
        {
            errors.Add(FieldErrors.NotSupported("propagationPolicy", policy, "Foreground", "Background", "Orphan", "nil"));
        }

        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(Options, "", errors);
        }
    }

    /// <summary>409 unless the object is the one that the caller means.</summary>
    public static void CheckPreconditions(DeleteOptions options, GroupKind kind, string name, string uid, string resourceVersion)
    {
        // Kubernetes names the kind where the resource belongs; clients see it.
        var about = new GroupResource(kind.Group, kind.Kind);
        if (options.PreconditionUid is { } wanted && !string.Equals(wanted, uid, StringComparison.Ordinal))
        {
            throw ApiErrors.Conflict(
                about,
                name,
                $"the UID in the precondition ({wanted}) does not match the UID in record ({uid}). " +
                "The object might have been deleted and then recreated");
        }

        if (options.PreconditionResourceVersion is { } version && !string.Equals(version, resourceVersion, StringComparison.Ordinal))
        {
            throw ApiErrors.Conflict(
                about,
                name,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({resourceVersion}). " +
                "The object might have been modified");
        }
    }

    /// <summary>The finalizers that the object is to have: the garbage collector's come and go with the policy, all others stay.</summary>
    public static IReadOnlyList<string> Finalizers(ResourceStrategy strategy, MetadataView meta, DeleteOptions options)
    {
        var before = meta.Finalizers;
        var wanted = strategy.SupportsGarbageCollection ? Wanted(strategy, before, options) : null;
        var after = before.Where(f => f is not (Orphan or Foreground)).ToList();
        if (wanted is not null)
        {
            after.Add(wanted);
        }

        return after.ToHashSet(StringComparer.Ordinal).SetEquals(before) ? before : after;
    }

    /// <summary>Tells the client what the kind does when it asks for no policy.</summary>
    public static void Warn(ResourceStrategy strategy, OperationContext context, DeleteOptions options)
    {
        if (strategy.WarningWithoutPolicy is { } warning && options is { PropagationPolicy: null, OrphanDependents: null })
        {
            context.Warnings.Add(warning);
        }
    }

    // The options win over the finalizers that are there.
    private static string? Wanted(ResourceStrategy strategy, IReadOnlyList<string> finalizers, DeleteOptions options)
    {
        if (options.OrphanDependents is { } orphan)
        {
            return orphan ? Orphan : null;
        }

        return options.PropagationPolicy switch
        {
            "Orphan" => Orphan,
            "Foreground" => Foreground,
            "Background" => null,
            _ => finalizers.FirstOrDefault(f => f is Orphan or Foreground) ?? (strategy.OrphansByDefault ? Orphan : null),
        };
    }
}
