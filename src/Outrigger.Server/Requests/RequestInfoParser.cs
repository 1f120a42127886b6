using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Server.Http;

namespace Outrigger.Server.Requests;

/// <summary>Reads method, path and query by Kubernetes' rules (apiserver endpoints/request.RequestInfoFactory).</summary>
public static class RequestInfoParser
{
    /// <summary>Parses a request; StatusException 400 for paths and queries that are ambiguous.</summary>
    public static RequestInfo Parse(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return Parse(http.Request.Method, string.IsNullOrEmpty(target) ? http.Request.Path.ToUriComponent() : target, http.Request.QueryString.Value);
    }

    /// <summary>Parses a method, a raw path (a query in it is left out) and a query.</summary>
    public static RequestInfo Parse(string method, string rawTarget, string? query)
    {
        var path = RequestPath.Parse(rawTarget);
        var parameters = QueryParameters.Parse(query);
        return path.Segments switch
        {
            ["api", var version, .. { Length: > 0 } rest] => Resource(path, parameters, ("", version), VerbOf(method), rest),
            ["apis", var group, var version, .. { Length: > 0 } rest] => Resource(path, parameters, (group, version), VerbOf(method), rest),
            _ => new RequestInfo(method.ToLowerInvariant(), false, path.Text) { Segments = path.Segments, Query = parameters },
        };
    }

    private static RequestInfo Resource(
        RequestPath path, QueryParameters query, (string Group, string Version) owner, string verb, string[] parts)
    {
        var special = parts[0] is "watch" or "proxy";
        if (special)
        {
            if (parts.Length < 2)
            {
                throw ApiErrors.BadRequest($"unable to determine kind and namespace from url, {path.Text}");
            }

            verb = parts[0];
            parts = parts[1..];
        }

        var ns = "";
        var inNamespace = false;
        if (parts is ["namespaces", var name, ..])
        {
            ns = name;
            if (parts.Length > 2 && parts[2] is not ("status" or "finalize"))
            {
                parts = parts[2..];
                inNamespace = true;
            }
        }

        var named = parts.Length > 1 && parts[1].Length > 0;
        return new RequestInfo(named ? verb : CollectionVerb(verb, query), true, path.Text)
        {
            Group = owner.Group,
            Version = owner.Version,
            VerbInPath = special,
            Namespace = ns,
            IsInNamespace = inNamespace,
            Segments = path.Segments,
            Query = query,
            Parts = parts,
            Resource = parts[0],
            Name = named ? parts[1] : verb == "get" ? SelectedName.Of(query) : "",
            Subresource = parts.Length > 2 && verb != "proxy" ? parts[2] : "",
        };
    }

    // A get without a name is a list or a watch; a delete without one is a deletecollection.
    private static string CollectionVerb(string verb, QueryParameters query) => verb switch
    {
        "get" => GoBool.Flag(query.First("watch")) == true ? "watch" : "list",
        "delete" => "deletecollection",
        _ => verb,
    };

    private static string VerbOf(string method) => method switch
    {
        "POST" => "create",
        "GET" or "HEAD" => "get",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    };
}
