using Outrigger.ApiMachinery.Cel.Costs;
using Outrigger.ApiMachinery.Cel.Functions;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Schemas.Strings;
using static Outrigger.ApiMachinery.Cel.Functions.Declare;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>Kubernetes' library of URLs: isURL, url and its parts.</summary>
internal static class UrlFunctions
{
    private static readonly CelType Text = CelType.String;
    private static readonly CelType Type = CelType.Struct("kubernetes.URL");

    public static CelLibrary Library { get; } = new("kubernetes.urls")
    {
        Types = [Type],
        Functions =
        [
            Function("isURL", Global("is_url_string", CelType.Bool, [Text], (args, _) => CelValue.FromBool(RequestUri.IsUri(args[0].AsString)))),
            Function("url", Global("string_to_url", Type, [Text], Read).Costs(args => CostFactors.Traversal(args[0]))),
            Function("getScheme", Part("url_get_scheme", url => url.Scheme)),
            Function("getHost", Part("url_get_host", url => url.Host)),
            Function("getHostname", Part("url_get_hostname", url => url.Hostname)),
            Function("getPort", Part("url_get_port", url => url.Port)),
            Function("getEscapedPath", Part("url_get_escaped_path", url => url.Path)),
            Function("getQuery", Member("url_get_query", CelType.Map(Text, CelType.List(Text)), [Type], Query)),
        ],
    };

    private static Overload Part(string id, Func<RequestUrl, string> part) =>
        Member(id, Text, [Type], (args, _) => CelValue.FromString(part(LibraryValue<RequestUrl>.Of(args[0]))));

    private static CelValue Read(ReadOnlySpan<CelValue> args, CelContext context)
    {
        context.Budget.Take(args[0].AsString.Length / StringParts.CharactersPerValue);
        return RequestUrl.Parse(args[0].AsString, out var url) is { } fault
            ? CelValue.FromError($"URL parse error during conversion from string: {fault}")
            : CelValue.FromObject(new LibraryValue<RequestUrl>(Type, url));
    }

    private static CelValue Query(ReadOnlySpan<CelValue> args, CelContext context)
    {
        var url = LibraryValue<RequestUrl>.Of(args[0]);
        context.Budget.Step(url.Rest.Length);
        context.Budget.Take(url.Rest.Length);
        var map = new Dictionary<CelValue, CelValue>(KeyComparer.Instance);
        foreach (var parameter in url.Parameters())
        {
            map[CelValue.FromString(parameter.Key)] = CelValue.FromList([.. parameter.Select(CelValue.FromString)]);
        }

        return CelValue.FromMap(new DictionaryMap(map));
    }
}
