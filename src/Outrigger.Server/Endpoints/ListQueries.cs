using System.Globalization;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Registry.Operations;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Endpoints;

/// <summary>The parameters of lists and watches out of the query.</summary>
internal static class ListQueries
{
    public static ListQuery List(RequestInfo info) => new(
        info.Query.Text("labelSelector"),
        FieldSelectorOf(info),
        Number(info.Query, "limit") ?? 0,
        info.Query.Text("continue"),
        info.Query.Text("resourceVersion"),
        info.Query.Text("resourceVersionMatch"))
    {
        SendInitialEvents = GoBool.Flag(info.Query.First("sendInitialEvents")),
    };

    public static WatchQuery Watch(RequestInfo info) => new(
        info.Query.Text("labelSelector"),
        FieldSelectorOf(info),
        info.Query.Text("resourceVersion"),
        info.Query.Text("resourceVersionMatch"),
        GoBool.Flag(info.Query.First("allowWatchBookmarks")) ?? false,
        GoBool.Flag(info.Query.First("sendInitialEvents")))
    {
        Continue = info.Query.Text("continue"),
    };

    /// <summary>A whole number; 400 in Go's words when it is none.</summary>
    public static long? Number(QueryParameters query, string key)
    {
        if (query.First(key) is not { } text)
        {
            return null;
        }

        var digits = text is ['+' or '-', .. var unsigned] ? unsigned : text;
        var isNumber = digits.Length > 0 && !digits.AsSpan().ContainsAnyExceptInRange('0', '9');
        return isNumber && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ApiErrors.BadRequest($"strconv.ParseInt: parsing {GoText.Quote(text)}: {(isNumber ? "value out of range" : "invalid syntax")}");
    }

    // The old form of watching one object names it in the path.
    private static string FieldSelectorOf(RequestInfo info)
    {
        var text = info.Query.Text("fieldSelector");
        if (!info.VerbInPath || !info.HasPathName)
        {
            return text;
        }

        var named = FieldSelector.Parse(text).RequiredValue("metadata.name");
        if (named is not null && named != info.Name)
        {
            throw ApiErrors.BadRequest("fieldSelector metadata.name doesn't match requested name");
        }

        var own = $"metadata.name={FieldSelector.Escape(info.Name)}";
        return named is not null ? text : text.Length == 0 ? own : $"{text},{own}";
    }
}
