namespace Outrigger.ApiMachinery.Errors;

/// <summary>What a failure is about.</summary>
/// <param name="Name">The object's name.</param>
/// <param name="Group">The API group.</param>
/// <param name="Kind">The resource (plural) for most failures, the kind for validation failures; as Kubernetes has it.</param>
/// <param name="Uid">The object's uid.</param>
/// <param name="Causes">Further causes.</param>
/// <param name="RetryAfterSeconds">Sent as <c>Retry-After</c> too; 0 means none.</param>
public sealed record StatusDetails(
    string? Name = null,
    string? Group = null,
    string? Kind = null,
    string? Uid = null,
    IReadOnlyList<StatusCause>? Causes = null,
    int RetryAfterSeconds = 0);
