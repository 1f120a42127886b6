using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Server.Http;

namespace Outrigger.Server.Requests;

/// <summary>
/// The one name that a list or watch asks for with <c>fieldSelector=metadata.name=x</c>: authorization treats such a request
/// like one for the object, so that resourceNames work. Storage filters by the same selector.
/// </summary>
internal static class SelectedName
{
    public static string Of(QueryParameters query)
    {
        if (query.First("fieldSelector") is not { Length: > 0 } text)
        {
            return "";
        }

        try
        {
            var name = FieldSelector.Parse(text).RequiredValue("metadata.name") ?? "";
            return name is "." or ".." || name.AsSpan().ContainsAny('/', '%') ? "" : name;
        }
        catch (StatusException)
        {
            // The list itself refuses the selector, after authorization.
            return "";
        }
    }
}
