using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Registry.Operations;

/// <summary>Everything one operation needs to know about its request, made by the endpoint and passed down explicitly.</summary>
public sealed record OperationContext
{
    /// <summary>Who asks.</summary>
    public required UserInfo User { get; init; }

    /// <summary>The group, version and resource of the request path.</summary>
    public required GroupVersionResource Resource { get; init; }

    /// <summary>Empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Empty for cluster-scoped resources and for lists over all namespaces.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Empty for list, watch, create and deletecollection.</summary>
    public string Name { get; init; } = "";

    /// <summary>Everything happens but the commit (dryRun=All).</summary>
    public bool DryRun { get; init; }

    /// <summary>Who is recorded in managedFields: the fieldManager parameter, else the start of the user agent.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>The fieldManager parameter as it was sent; empty when it was not. Admission webhooks are told of it.</summary>
    public string GivenFieldManager { get; init; } = "";

    /// <summary>The fieldValidation parameter as it was sent; empty when it was not. Admission webhooks are told of it.</summary>
    public string GivenFieldValidation { get; init; } = "";

    /// <summary>Whether the object is deleted as one of a collection, whose request names none.</summary>
    public bool IsOfCollection { get; init; }

    /// <summary>
    /// Whether the server does this for itself: as part of a request that was admitted already, or while it starts. Admission webhooks
    /// are not asked, plugins are.
    /// </summary>
    public bool IsInternal { get; init; }

    /// <summary>What to do about unknown and duplicate fields.</summary>
    public FieldValidation FieldValidation { get; init; } = FieldValidation.Warn;

    /// <summary>What the reader of the body found odd (duplicate fields), for field validation; null when there is nothing.</summary>
    public ReadReport? Read { get; init; }

    /// <summary>
    /// Refuses with a StatusException unless the user may create, asked when an update or apply finds no object; null for callers
    /// within the process, who may.
    /// </summary>
    public Func<CancellationToken, ValueTask>? AuthorizeCreate { get; init; }

    /// <summary>When the request came in.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Takes facts for the audit log, by a key that names who tells them; null when the request is not recorded.</summary>
    public Action<string, string>? Annotate { get; init; }

    /// <summary>Collects the Warning headers of the answer.</summary>
    public WarningSink Warnings { get; init; } = new();
}
