using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Server.Authorization;

namespace Outrigger.Server.Reviewing;

/// <summary>The questions, as authentication.k8s.io and authorization.k8s.io write them in <c>v1</c> and <c>v1beta1</c>.</summary>
internal static class ReviewBodies
{
    public static JsonObject OfToken(string version, string token, IReadOnlyList<string> audiences)
    {
        var spec = new JsonObject { ["token"] = token };
        if (audiences.Count > 0)
        {
            spec["audiences"] = UserInfoJson.Write(audiences);
        }

        return Review("authentication.k8s.io", version, "TokenReview", spec);
    }

    public static JsonObject OfAccess(string version, AuthorizationRequest request)
    {
        var spec = new JsonObject { ["user"] = request.User.Name };
        if (request.User.Groups.Count > 0)
        {
            spec[version == "v1beta1" ? "group" : "groups"] = UserInfoJson.Write(request.User.Groups);
        }

        if (request.User.Uid.Length > 0)
        {
            spec["uid"] = request.User.Uid;
        }

        if (request.User.Extra is { Count: > 0 })
        {
            spec["extra"] = UserInfoJson.WriteExtra(request.User);
        }

        if (request.IsResource)
        {
            spec["resourceAttributes"] = Resource(request);
        }
        else
        {
            spec["nonResourceAttributes"] = new JsonObject { ["path"] = request.Path, ["verb"] = request.Verb };
        }

        return Review("authorization.k8s.io", version, "SubjectAccessReview", spec);
    }

    private static JsonObject Review(string group, string version, string kind, JsonObject spec) => new()
    {
        ["apiVersion"] = $"{group}/{version}",
        ["kind"] = kind,
        ["metadata"] = new JsonObject(),
        ["spec"] = spec,
    };

    private static JsonObject Resource(AuthorizationRequest request)
    {
        var attributes = new JsonObject { ["verb"] = request.Verb };
        (string Name, string Value)[] parts =
        [
            ("group", request.Group), ("version", request.Version), ("resource", request.Resource),
            ("subresource", request.Subresource), ("namespace", request.Namespace), ("name", request.Name),
        ];
        foreach (var (name, value) in parts.Where(p => p.Value.Length > 0))
        {
            attributes[name] = value;
        }

        if (request.Selectors is { } selectors)
        {
            Add(attributes, "fieldSelector", selectors.Fields.Select(Requirement));
            Add(attributes, "labelSelector", selectors.Labels.Select(Requirement).OfType<JsonObject>());
        }

        return attributes;
    }

    private static void Add(JsonObject attributes, string name, IEnumerable<JsonObject> requirements)
    {
        var list = new JsonArray([.. requirements]);
        if (list.Count > 0)
        {
            attributes[name] = new JsonObject { ["requirements"] = list };
        }
    }

    private static JsonObject Requirement(FieldTerm term) => new()
    {
        ["key"] = term.Field,
        ["operator"] = term.Negated ? "NotIn" : "In",
        ["values"] = new JsonArray(term.Value),
    };

    // comparisons have no name in reviews and are left out, which asks for more
    private static JsonObject? Requirement(LabelRequirement requirement)
    {
        var name = requirement.Operator switch
        {
            LabelOperator.Equal or LabelOperator.DoubleEqual or LabelOperator.In => "In",
            LabelOperator.NotEqual or LabelOperator.NotIn => "NotIn",
            LabelOperator.Exists => "Exists",
            LabelOperator.DoesNotExist => "DoesNotExist",
            _ => null,
        };
        if (name is null)
        {
            return null;
        }

        var json = new JsonObject { ["key"] = requirement.Key, ["operator"] = name };
        if (requirement.Values.Count > 0)
        {
            json["values"] = UserInfoJson.Write(requirement.Values);
        }

        return json;
    }
}
