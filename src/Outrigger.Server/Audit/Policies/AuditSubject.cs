using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Audit.Policies;

/// <summary>What the rules of a policy look at.</summary>
/// <param name="User">Null while the caller is not known: rules that name users or groups do not match then.</param>
/// <param name="Verb">The verb; the lower-case method for paths that are no resource.</param>
/// <param name="IsResource">Whether the path names a resource.</param>
/// <param name="Path">The path.</param>
public sealed record AuditSubject(UserInfo? User, string Verb, bool IsResource, string Path)
{
    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";
}
