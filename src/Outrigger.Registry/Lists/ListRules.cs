using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Lists;

/// <summary>Which parameters of lists and watches go together (apimachinery meta/internalversion/validation); else 422.</summary>
public static class ListRules
{
    private const string Match = "resourceVersionMatch";
    private const string NotOlderThan = "NotOlderThan";
    private const string Exact = "Exact";

    private static readonly GroupKind ListOptions = new("meta.k8s.io", "ListOptions");

    /// <summary>Refuses a list.</summary>
    public static void CheckList(ListQuery query)
    {
        var errors = new List<FieldError>();
        var match = query.ResourceVersionMatch;
        if (match.Length > 0)
        {
            if (query.ResourceVersion.Length == 0)
            {
                errors.Add(Forbidden(Match, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }

            if (query.Continue.Length > 0)
            {
                errors.Add(Forbidden(Match, "resourceVersionMatch is forbidden when continue is provided"));
            }

            if (match is not (Exact or NotOlderThan))
            {
                errors.Add(NotSupported(match, "supported values: \"Exact\", \"NotOlderThan\", \"\""));
            }

            if (match is Exact && query.ResourceVersion is "0")
            {
                errors.Add(Forbidden(Match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }

        if (query.SendInitialEvents is not null)
        {
            errors.Add(Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }

        Throw(errors);
    }

    /// <summary>Refuses a watch.</summary>
    public static void CheckWatch(WatchQuery query)
    {
        var errors = new List<FieldError>();
        var match = query.ResourceVersionMatch;
        if (query.SendInitialEvents is not null && match is not NotOlderThan)
        {
            errors.Add(Forbidden(Match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }

        if (match.Length > 0 && query.SendInitialEvents is null)
        {
            errors.Add(Forbidden(Match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }

        if (match is not ("" or NotOlderThan))
        {
            errors.Add(NotSupported(match, "supported values: \"NotOlderThan\""));
        }

        if (query.Continue.Length > 0)
        {
            errors.Add(Forbidden(Match, "resourceVersionMatch is forbidden when continue is provided"));
        }

        Throw(errors);
    }

    private static void Throw(List<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(ListOptions, "", errors);
        }
    }

    private static FieldError Forbidden(string field, string why) => new(FieldErrorType.Forbidden, field, null, why);

    private static FieldError NotSupported(string value, string why) => new(FieldErrorType.NotSupported, Match, GoText.Quote(value), why);
}
