using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl.Specs;

/// <summary>Which requests of which callers belong to a schema (PolicyRulesWithSubjects).</summary>
internal sealed record FlowRule(
    IReadOnlyList<FlowSubject> Subjects, IReadOnlyList<FlowResourceRule> Resources, IReadOnlyList<FlowPathRule> Paths)
{
    public bool Matches(UserInfo user, RequestInfo info) => IsAbout(user) && (info.IsResource ? IsResource(info) : IsPath(info));

    private bool IsAbout(UserInfo user)
    {
        for (var i = 0; i < Subjects.Count; i++)
        {
            if (Subjects[i].Matches(user))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsResource(RequestInfo info)
    {
        for (var i = 0; i < Resources.Count; i++)
        {
            if (Resources[i].Matches(info))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsPath(RequestInfo info)
    {
        for (var i = 0; i < Paths.Count; i++)
        {
            if (Paths[i].Matches(info))
            {
                return true;
            }
        }

        return false;
    }
}
