namespace Outrigger.ApiMachinery.Identity;

/// <summary>Who sends a request, as an authenticator found out.</summary>
/// <param name="Name">The user name, for example <c>system:serviceaccount:default:builder</c>.</param>
/// <param name="Groups">In the order in which they were told; <c>system:authenticated</c> comes last.</param>
/// <param name="Uid">Empty when the authenticator knows none.</param>
/// <param name="Extra">Further facts, lower-case keys, several values each.</param>
public sealed record UserInfo(
    string Name,
    IReadOnlyList<string> Groups,
    string Uid = "",
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Extra = null)
{
    /// <summary>The name of a caller without credentials.</summary>
    public const string AnonymousName = "system:anonymous";

    /// <summary>The group of every caller with credentials.</summary>
    public const string AuthenticatedGroup = "system:authenticated";

    /// <summary>The group of callers without credentials.</summary>
    public const string UnauthenticatedGroup = "system:unauthenticated";

    /// <summary>The group that every authorizer lets do everything.</summary>
    public const string MastersGroup = "system:masters";

    /// <summary>The caller without credentials.</summary>
    public static UserInfo Anonymous { get; } = new(AnonymousName, [UnauthenticatedGroup]);

    /// <summary>The user with the group of every caller with credentials; itself when it has it, or is a caller without.</summary>
    public UserInfo AsAuthenticated() => Name == AnonymousName || IsIn(AuthenticatedGroup) || IsIn(UnauthenticatedGroup)
        ? this
        : this with { Groups = [.. Groups, AuthenticatedGroup] };

    /// <summary>Whether the user is a member of <paramref name="group"/>.</summary>
    public bool IsIn(string group)
    {
        // asked several times for every request: no enumerator
        for (var i = 0; i < Groups.Count; i++)
        {
            if (string.Equals(Groups[i], group, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
