using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ApiMachinery.Yaml;

namespace Outrigger.Server.Audit.Policies;

/// <summary>
/// Reads a policy file, YAML or JSON. In difference to kube-apiserver a field that nobody knows is refused, not warned of: a misspelt
/// <c>resources</c> would record secrets.
/// </summary>
internal sealed class AuditPolicyReader
{
    private const string Version = "audit.k8s.io/v1";
    private static readonly string[] PolicyFields = ["apiVersion", "kind", "metadata", "rules", "omitStages", "omitManagedFields"];
    private static readonly string[] RuleFields =
        ["level", "users", "userGroups", "verbs", "resources", "namespaces", "nonResourceURLs", "omitStages", "omitManagedFields"];

    private static readonly string[] ResourceFields = ["group", "resources", "resourceNames"];
    private readonly List<string> problems = [];

    /// <summary>The policy, or null with what is wrong with it.</summary>
    public static AuditPolicy? Read(ReadOnlySpan<byte> text, out IReadOnlyList<string> problems)
    {
        var reader = new AuditPolicyReader();
        var policy = reader.Policy(text);
        problems = reader.problems;
        return problems.Count == 0 ? policy : null;
    }

    private AuditPolicy? Policy(ReadOnlySpan<byte> text)
    {
        var report = new ReadReport();
        JsonObject policy;
        try
        {
            policy = YamlReader.ReadObject(text, report);
        }
        catch (ObjectReadException e)
        {
            problems.Add($"it is neither YAML nor JSON: {e.Message}");
            return null;
        }

        problems.AddRange(report.Duplicates.Select(d => $"{d}: given twice"));
        var (version, kind) = (JsonNodes.GetString(policy, "apiVersion"), JsonNodes.GetString(policy, "kind"));
        if (version != Version || kind != "Policy")
        {
            problems.Add($"it must begin with apiVersion: {Version} and kind: Policy");
        }

        Known(policy, "", PolicyFields);
        var omitStages = Stages(policy, "");
        var omitManagedFields = Flag(policy, "") ?? false;
        var rules = Objects(policy, "rules", "").Select(r => Rule(r.Item, r.Path, omitStages, omitManagedFields)).ToList();
        if (rules.Count == 0)
        {
            problems.Add("rules: at least one is needed, for example {level: Metadata}");
        }

        return new AuditPolicy(rules);
    }

    private AuditRule Rule(JsonObject rule, string path, AuditStages omitStages, bool omitManagedFields)
    {
        Known(rule, path, RuleFields);
        var level = JsonNodes.GetString(rule, "level") ?? "";
        if (!Enum.TryParse<AuditLevel>(level, out var parsed) || parsed.ToString() != level)
        {
            problems.Add($"{path}.level: \"{level}\" is none of {string.Join(", ", Enum.GetNames<AuditLevel>())}");
        }

        var read = new AuditRule(new AuditDecision(parsed, omitStages | Stages(rule, path), Flag(rule, path) ?? omitManagedFields))
        {
            Users = Texts(rule, "users", path),
            UserGroups = Texts(rule, "userGroups", path),
            Verbs = Texts(rule, "verbs", path),
            Resources = [.. Objects(rule, "resources", path).Select(r => Resources(r.Item, r.Path))],
            Namespaces = Texts(rule, "namespaces", path),
            NonResourceUrls = Texts(rule, "nonResourceURLs", path),
        };
        foreach (var url in read.NonResourceUrls.Where(u => u != "*" && (!u.StartsWith('/') || u.AsSpan(0, u.Length - 1).Contains('*'))))
        {
            problems.Add($"{path}.nonResourceURLs: \"{url}\" must begin with / and may have a * at its end only");
        }

        if (read.NonResourceUrls.Count > 0 && (read.Resources.Count > 0 || read.Namespaces.Count > 0))
        {
            problems.Add($"{path}: a rule is either for resources and namespaces or for nonResourceURLs: make two of it");
        }

        return read;
    }

    private AuditResources Resources(JsonObject resources, string path)
    {
        Known(resources, path, ResourceFields);
        var read = new AuditResources(
            JsonNodes.GetString(resources, "group") ?? "", Texts(resources, "resources", path), Texts(resources, "resourceNames", path));
        if (read.Group is not ("" or "*") && Formats.Dns1123Subdomain(read.Group).Count > 0)
        {
            problems.Add($"{path}.group: \"{read.Group}\" is no API group: give it without a version, as rbac.authorization.k8s.io");
        }

        if (read.Names.Count > 0 && read.Resources.Count == 0)
        {
            problems.Add($"{path}.resourceNames: needs resources beside it");
        }

        return read;
    }

    private AuditStages Stages(JsonObject owner, string path)
    {
        var stages = AuditStages.None;
        foreach (var name in Texts(owner, "omitStages", path))
        {
            if (Enum.TryParse<AuditStages>(name, out var stage) && stage != AuditStages.None && stage.ToString() == name)
            {
                stages |= stage;
            }
            else
            {
                problems.Add($"{Join(path, "omitStages")}: \"{name}\" is none of RequestReceived, ResponseStarted, ResponseComplete, Panic");
            }
        }

        return stages;
    }

    private bool? Flag(JsonObject owner, string path)
    {
        var node = owner["omitManagedFields"];
        if (node is not null && JsonNodes.AsBool(node) is null)
        {
            problems.Add($"{Join(path, "omitManagedFields")}: must be true or false");
        }

        return JsonNodes.AsBool(node);
    }

    private List<string> Texts(JsonObject owner, string field, string path)
    {
        var node = owner[field];
        if (node is null)
        {
            return [];
        }

        if (node is JsonArray list && list.All(n => JsonNodes.AsString(n) is not null))
        {
            return [.. list.Select(n => JsonNodes.AsString(n)!)];
        }

        problems.Add($"{Join(path, field)}: must be a list of texts");
        return [];
    }

    private IEnumerable<(JsonObject Item, string Path)> Objects(JsonObject owner, string field, string path)
    {
        var node = owner[field];
        if (node is not null && !(node is JsonArray list && list.All(n => n is JsonObject)))
        {
            problems.Add($"{Join(path, field)}: must be a list of objects");
            return [];
        }

        return ((JsonArray?)node ?? []).Select((n, i) => ((JsonObject)n!, $"{Join(path, field)}[{i}]"));
    }

    private void Known(JsonObject owner, string path, string[] fields) =>
        problems.AddRange(owner.Select(p => p.Key).Where(k => !fields.Contains(k, StringComparer.Ordinal))
            .Select(k => $"{Join(path, k)}: no such field; there are {string.Join(", ", fields)}"));

    private static string Join(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";
}
