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
        var info = new RequestInfo(method.ToLowerInvariant(), false, path.Text)
        {
            Segments = path.Segments,
            Query = QueryParameters.Parse(query),
        };
        return path.Segments switch
        {
            ["api", var version, .. { Length: > 0 } rest] => Resource(info with { Version = version }, method, rest),
            ["apis", var group, var version, .. { Length: > 0 } rest] =>
                Resource(info with { Group = group, Version = version }, method, rest),
            _ => info,
        };
    }

    private static RequestInfo Resource(RequestInfo info, string method, string[] parts)
    {
        var verb = VerbOf(method);
        var special = parts[0] is "watch" or "proxy";
        if (special)
        {
            if (parts.Length < 2)
            {
                throw ApiErrors.BadRequest($"unable to determine kind and namespace from url, {info.Path}");
            }

            verb = parts[0];
            parts = parts[1..];
        }

        var ns = "";
        if (parts is ["namespaces", var name, ..])
        {
            ns = name;
            if (parts.Length > 2 && parts[2] is not ("status" or "finalize"))
            {
                parts = parts[2..];
            }
        }

        return Verb(info with
        {
            Verb = verb,
            IsResource = true,
            VerbInPath = special,
            Namespace = ns,
            Parts = parts,
            Resource = parts[0],
            Name = parts.Length > 1 ? parts[1] : "",
            Subresource = parts.Length > 2 && !special ? parts[2] : "",
        });
    }

    // A get without a name is a list or a watch; a delete without one is a deletecollection.
    private static RequestInfo Verb(RequestInfo info)
    {
        if (info.Name.Length > 0)
        {
            return info;
        }

        return info.Verb switch
        {
            "get" => info with
            {
                Verb = GoBool.Flag(info.Query.First("watch")) == true ? "watch" : "list",
                Name = SelectedName.Of(info.Query),
            },
            "delete" => info with { Verb = "deletecollection" },
            _ => info,
        };
    }

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
