using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Rbac;

/// <summary>Reads <c>bootstrap.policy</c>: the roles and bindings that every server starts with.</summary>
internal static class BootstrapPolicy
{
    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];

    /// <summary>Every role and binding as an object to create, roles first.</summary>
    public static IReadOnlyList<KeyValuePair<GroupVersionResource, JsonObject>> Load()
    {
        using var file = typeof(BootstrapPolicy).Assembly.GetManifestResourceStream("bootstrap.policy")
            ?? throw new InvalidOperationException("bootstrap.policy is not embedded in the assembly");
        using var reader = new StreamReader(file);
        return Parse(reader);
    }

    /// <summary>Reads the format that the head of the file describes.</summary>
    public static IReadOnlyList<KeyValuePair<GroupVersionResource, JsonObject>> Parse(TextReader reader)
    {
        var objects = new List<KeyValuePair<GroupVersionResource, JsonObject>>();
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case [] or ["#", ..]:
                    break;
                case ["role", var name, .. var options]:
                    objects.Add(Role(name, options));
                    break;
                case ["bind", var name, "to", var role, .. var subjects]:
                    objects.Add(Binding(name, role is "=" ? name : role, subjects));
                    break;
                default:
                    ((JsonArray)objects[^1].Value["rules"]!).Add((JsonNode)Rule(words).ToJson());
                    break;
            }
        }

        return objects;
    }

    private static KeyValuePair<GroupVersionResource, JsonObject> Role(string path, string[] options)
    {
        var (ns, name) = SplitPath(path);
        var role = Object(ns.Length == 0 ? "ClusterRole" : "Role", ns, name);
        foreach (var option in options)
        {
            var (what, target) = option.Split('=') is [var a, var b] ? (a, b) : throw new FormatException($"role {path}: {option}");
            var label = $"{RbacObjects.Group}/aggregate-to-{target}";
            if (what is "aggregate-to")
            {
                role["metadata"]!["labels"]![label] = "true";
            }
            else
            {
                role["aggregationRule"] = new JsonObject
                {
                    ["clusterRoleSelectors"] = new JsonArray(new JsonObject { ["matchLabels"] = new JsonObject { [label] = "true" } }),
                };
            }
        }

        role["rules"] = new JsonArray();
        return new(ns.Length == 0 ? RbacObjects.ClusterRoles : RbacObjects.Roles, role);
    }

    private static KeyValuePair<GroupVersionResource, JsonObject> Binding(string path, string rolePath, string[] subjects)
    {
        var (ns, name) = SplitPath(path);
        var (roleNamespace, roleName) = SplitPath(rolePath);
        var binding = Object(ns.Length == 0 ? "ClusterRoleBinding" : "RoleBinding", ns, name);
        binding["roleRef"] = new JsonObject
        {
            ["apiGroup"] = RbacObjects.Group,
            ["kind"] = roleNamespace.Length == 0 ? "ClusterRole" : "Role",
            ["name"] = roleName,
        };
        if (subjects.Length > 0)
        {
            binding["subjects"] = new JsonArray([.. subjects.Select(Subject)]);
        }

        return new(ns.Length == 0 ? RbacObjects.ClusterRoleBindings : RbacObjects.RoleBindings, binding);
    }

    private static JsonNode Subject(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = text[(colon + 1)..];
        switch (text[..colon])
        {
            case "account":
                var (ns, account) = SplitPath(name);
                return new JsonObject { ["kind"] = "ServiceAccount", ["name"] = account, ["namespace"] = ns };
            case "group":
                return new JsonObject { ["apiGroup"] = RbacObjects.Group, ["kind"] = "Group", ["name"] = name };
            case "user":
                return new JsonObject { ["apiGroup"] = RbacObjects.Group, ["kind"] = "User", ["name"] = name };
            default:
                throw new FormatException($"subject {text}: expected account:, group: or user:");
        }
    }

    private static PolicyRule Rule(string[] words) => words switch
    {
        [var verbs, "url", var urls] => new PolicyRule { Verbs = Verbs(verbs), NonResourceUrls = urls.Split(',') },
        [var verbs, var groups, var resources, .. var names] when names.Length <= 1 => new PolicyRule
        {
            Verbs = Verbs(verbs),
            ApiGroups = [.. groups.Split(',').Select(g => g is "core" ? "" : g)],
            Resources = resources.Split(','),
            ResourceNames = names is [var list] ? list.Split(',') : [],
        },
        _ => throw new FormatException($"rule {string.Join(' ', words)}: expected VERBS GROUPS RESOURCES [NAMES] or VERBS url PATHS"),
    };

    private static string[] Verbs(string text) =>
        [.. text.Split(',').SelectMany(v => v switch { "read" => Read, "write" => Write, _ => [v] }).Order(StringComparer.Ordinal)];

    private static JsonObject Object(string kind, string ns, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns.Length > 0)
        {
            metadata["namespace"] = ns;
        }

        metadata["annotations"] = new JsonObject { [RbacReconciler.AutoUpdate] = "true" };
        metadata["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" };
        return new JsonObject { ["apiVersion"] = $"{RbacObjects.Group}/v1", ["kind"] = kind, ["metadata"] = metadata };
    }

    private static (string Namespace, string Name) SplitPath(string path) =>
        path.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? (path[..slash], path[(slash + 1)..]) : ("", path);
}
