using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>IPAddresses, which are named by the address, and ServiceCIDRs (kubernetes pkg/apis/networking/validation).</summary>
internal static class AddressKindRules
{
    private const string Parent = "spec.parentRef";
    private const string Cidrs = "spec.cidrs";

    public static void CheckAddress(JsonObject obj, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetObject(obj, "spec", "parentRef") is not { } parent)
        {
            errors.Add(FieldErrors.Required(Parent));
            return;
        }

        FieldRules.Form(parent, "group", Parent, Formats.Dns1123Subdomain, errors);
        FieldRules.Named(parent, "resource", Parent, ReferenceRules.PathSegment, errors);
        FieldRules.Named(parent, "name", Parent, ReferenceRules.PathSegment, errors);
        FieldRules.Form(parent, "namespace", Parent, ReferenceRules.PathSegment, errors);
    }

    public static void CheckRanges(JsonObject obj, ICollection<FieldError> errors)
    {
        var ranges = JsonNodes.StringList(JsonNodes.Get(obj, "spec", "cidrs"));
        if (ranges.Count == 0)
        {
            errors.Add(FieldErrors.Required(Cidrs, "at least one CIDR required"));
            return;
        }

        if (ranges.Count > 2)
        {
            errors.Add(FieldErrors.Invalid(Cidrs, obj["spec"], "may only hold up to 2 values"));
            return;
        }

        var known = ranges.Select((text, i) => AddressRules.CanonicalRange(text, $"{Cidrs}[{i}]", errors)).ToList();
        if (known is [{ } one, { } two] && one.BaseAddress.AddressFamily == two.BaseAddress.AddressFamily)
        {
            errors.Add(FieldErrors.Invalid(
                Cidrs,
                JsonNodes.Get(obj, "spec", "cidrs"),
                "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"));
        }
    }

    /// <summary>A range never changes; one of the other family may come.</summary>
    public static void CheckRangesUpdate(JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        var ranges = JsonNodes.StringList(JsonNodes.Get(obj, "spec", "cidrs"));
        var before = JsonNodes.StringList(JsonNodes.Get(old, "spec", "cidrs"));
        var grows = before.Count == 1 && ranges.Count == 2;
        if (ranges.Count != before.Count && !grows)
        {
            errors.Add(FieldErrors.Invalid(Cidrs, JsonNodes.Get(obj, "spec", "cidrs"), FieldErrors.Immutable));
            return;
        }

        for (var i = 0; i < before.Count; i++)
        {
            if (ranges[i] != before[i])
            {
                errors.Add(FieldErrors.Invalid($"{Cidrs}[{i}]", ranges[i], FieldErrors.Immutable));
            }
        }

        if (grows)
        {
            CheckRanges(obj, errors);
        }
    }
}
