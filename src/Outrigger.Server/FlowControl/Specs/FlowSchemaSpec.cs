using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl.Specs;

/// <summary>A FlowSchema: which requests go to which priority level, and which of them are one flow.</summary>
internal sealed record FlowSchemaSpec(string Name, string Uid, string Level)
{
    /// <summary>The schema that takes what no other does.</summary>
    public const string CatchAll = "catch-all";

    /// <summary>The smallest that matches wins; of equals, the first by name.</summary>
    public long Precedence { get; init; }

    public FlowDistinguisher Distinguisher { get; init; }

    public IReadOnlyList<FlowRule> Rules { get; init; } = [];

    public bool Matches(UserInfo user, RequestInfo info)
    {
        for (var i = 0; i < Rules.Count; i++)
        {
            if (Rules[i].Matches(user, info))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads an object of flowcontrol.apiserver.k8s.io/v1 that was validated.</summary>
    public static FlowSchemaSpec Read(JsonObject obj)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        return new FlowSchemaSpec(
            JsonNodes.GetString(obj, "metadata", "name") ?? "",
            JsonNodes.GetString(obj, "metadata", "uid") ?? "",
            JsonNodes.GetString(spec, "priorityLevelConfiguration", "name") ?? "")
        {
            Precedence = JsonNodes.GetLong(spec, "matchingPrecedence") ?? 1000,
            Distinguisher = JsonNodes.GetString(spec, "distinguisherMethod", "type") switch
            {
                "ByUser" => FlowDistinguisher.ByUser,
                "ByNamespace" => FlowDistinguisher.ByNamespace,
                _ => FlowDistinguisher.None,
            },
            Rules = [.. JsonNodes.Objects(spec, "rules").Select(Rule)],
        };
    }

    private static FlowRule Rule(JsonObject rule) => new(
        [.. JsonNodes.Objects(rule, "subjects").Select(Subject)],
        [.. JsonNodes.Objects(rule, "resourceRules").Select(r => new FlowResourceRule(
            Texts(r, "verbs"), Texts(r, "apiGroups"), Texts(r, "resources"), JsonNodes.GetBool(r, "clusterScope") ?? false, Texts(r, "namespaces")))],
        [.. JsonNodes.Objects(rule, "nonResourceRules").Select(r => new FlowPathRule(Texts(r, "verbs"), Texts(r, "nonResourceURLs")))]);

    private static FlowSubject Subject(JsonObject subject)
    {
        var kind = JsonNodes.GetString(subject, "kind") ?? "";
        var named = JsonNodes.GetObject(subject, kind is "ServiceAccount" ? "serviceAccount" : kind.ToLowerInvariant());
        return new FlowSubject(kind, JsonNodes.GetString(named, "name") ?? "", JsonNodes.GetString(named, "namespace") ?? "");
    }

    private static IReadOnlyList<string> Texts(JsonObject owner, string field) => JsonNodes.StringList(owner[field]);
}
