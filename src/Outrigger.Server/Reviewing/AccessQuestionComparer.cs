using System.Diagnostics.CodeAnalysis;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Server.Authorization;

namespace Outrigger.Server.Reviewing;

/// <summary>
/// Whether two questions are the same to the one who answers: everything that <see cref="ReviewBodies.OfAccess"/> tells is compared,
/// without making a review of it.
/// </summary>
internal sealed class AccessQuestionComparer : IEqualityComparer<AuthorizationRequest>
{
    private const int Around = 16;

    public static AccessQuestionComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(AuthorizationRequest? x, AuthorizationRequest? y) => ReferenceEquals(x, y) || (x is not null && y is not null
        && x.IsResource == y.IsResource
        && x.Verb == y.Verb
        && (x.IsResource ? IsSameResource(x, y) : x.Path == y.Path)
        && IsSameUser(x.User, y.User));

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] AuthorizationRequest obj) => obj.IsResource
        ? HashCode.Combine(obj.User.Name, obj.Verb, obj.Group, obj.Resource, obj.Subresource, obj.Namespace, obj.Name)
        : HashCode.Combine(obj.User.Name, obj.Verb, obj.Path);

    /// <summary>How many characters a question has, about; each text counts a little more for what stands around it.</summary>
    public static int SizeOf(AuthorizationRequest request)
    {
        var size = request.User.Name.Length + request.User.Uid.Length + SizeOf(request.User.Groups);
        size += request.User.Extra?.Sum(static e => e.Key.Length + SizeOf(e.Value)) ?? 0;
        size += request.Verb.Length + request.Path.Length + request.Group.Length + request.Version.Length + request.Resource.Length;
        size += request.Subresource.Length + request.Namespace.Length + request.Name.Length;
        return size + (request.Selectors is not { } selectors ? 0
            : selectors.Fields.Sum(static t => t.Field.Length + t.Value.Length + Around)
                + selectors.Labels.Sum(static r => r.Key.Length + SizeOf(r.Values) + Around));
    }

    private static int SizeOf(IReadOnlyList<string> texts) => texts.Sum(static t => t.Length + Around);

    private static bool IsSameResource(AuthorizationRequest x, AuthorizationRequest y) =>
        x.Name == y.Name && x.Namespace == y.Namespace && x.Resource == y.Resource && x.Subresource == y.Subresource
        && x.Group == y.Group && x.Version == y.Version && IsSameSelection(x.Selectors, y.Selectors);

    private static bool IsSameUser(UserInfo x, UserInfo y) =>
        ReferenceEquals(x, y) || (x.Name == y.Name && x.Uid == y.Uid && AreSame(x.Groups, y.Groups) && AreSameExtras(x, y));

    private static bool AreSameExtras(UserInfo x, UserInfo y)
    {
        if ((x.Extra?.Count ?? 0) != (y.Extra?.Count ?? 0))
        {
            return false;
        }

        foreach (var (key, values) in x.Extra ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            if (!y.Extra!.TryGetValue(key, out var others) || !AreSame(values, others))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSameSelection(AccessSelectors? x, AccessSelectors? y)
    {
        if (x is null && y is null)
        {
            return true;
        }

        IReadOnlyList<LabelRequirement> labels = x?.Labels ?? [];
        IReadOnlyList<LabelRequirement> others = y?.Labels ?? [];
        return (x?.Fields ?? []).SequenceEqual(y?.Fields ?? []) && labels.Count == others.Count
            && labels.Zip(others).All(static p =>
                p.First.Key == p.Second.Key && p.First.Operator == p.Second.Operator && AreSame(p.First.Values, p.Second.Values));
    }

    private static bool AreSame(IReadOnlyList<string> x, IReadOnlyList<string> y)
    {
        if (x.Count != y.Count)
        {
            return false;
        }

        for (var i = 0; i < x.Count; i++)
        {
            if (!string.Equals(x[i], y[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
