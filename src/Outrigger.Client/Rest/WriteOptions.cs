namespace Outrigger.Client.Rest;

/// <summary>How a create, replace, patch or apply is done; by default as the server does it when nothing is said.</summary>
public sealed record WriteOptions
{
    /// <summary>Who the written fields belong to (Kubernetes' managedFields); empty takes the program's name, which apply refuses.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>Whether everything but the storing is done: the answer is what would have been stored.</summary>
    public bool DryRun { get; init; }

    /// <summary>What happens to fields that the kind does not have: <c>Strict</c> (refused), <c>Warn</c> or <c>Ignore</c>; empty is the server's choice.</summary>
    public string FieldValidation { get; init; } = "";

    /// <summary>Whether an apply takes fields from other managers, which is a 409 otherwise. For apply alone.</summary>
    public bool Force { get; init; }

    internal string ToQuery() => new QueryText()
        .Add("dryRun", DryRun ? "All" : "")
        .Add("fieldManager", FieldManager)
        .Add("fieldValidation", FieldValidation)
        .Add("force", Force ? "true" : "")
        .ToString();
}
