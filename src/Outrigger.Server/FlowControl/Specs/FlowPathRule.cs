using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl.Specs;

/// <summary>Requests for paths that are no resource (NonResourcePolicyRule): <c>/healthz</c>, which covers what is below it, or <c>*</c>.</summary>
internal sealed record FlowPathRule(IReadOnlyList<string> Verbs, IReadOnlyList<string> Urls)
{
    public bool Matches(RequestInfo info)
    {
        if (!FlowLists.Contain(Verbs, info.Verb))
        {
            return false;
        }

        for (var i = 0; i < Urls.Count; i++)
        {
            var url = Urls[i];
            if (url == "*" || url == info.Path || IsBelow(url.AsSpan().TrimEnd('*'), info.Path))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBelow(ReadOnlySpan<char> url, string path) =>
        path.AsSpan().StartsWith(url, StringComparison.Ordinal) && (url.EndsWith("/") || (path.Length > url.Length && path[url.Length] == '/'));
}
