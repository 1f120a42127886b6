using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.FlowControl.Specs;

/// <summary>Whose requests a rule is about.</summary>
/// <param name="Kind">User, Group or ServiceAccount.</param>
/// <param name="Name"><c>*</c> for all of them.</param>
/// <param name="Namespace">Of a service account.</param>
internal sealed record FlowSubject(string Kind, string Name, string Namespace)
{
    private const string AccountPrefix = "system:serviceaccount:";

    public bool Matches(UserInfo user) => Kind switch
    {
        "User" => Name == "*" || Name == user.Name,
        "Group" => Name == "*" || user.IsIn(Name),
        "ServiceAccount" => IsAccount(user.Name),
        _ => false,
    };

    private bool IsAccount(string user)
    {
        if (!user.StartsWith(AccountPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = user.AsSpan(AccountPrefix.Length);
        if (!rest.StartsWith(Namespace, StringComparison.Ordinal) || rest.Length <= Namespace.Length || rest[Namespace.Length] != ':')
        {
            return false;
        }

        return Name == "*" || rest[(Namespace.Length + 1)..].SequenceEqual(Name);
    }
}
