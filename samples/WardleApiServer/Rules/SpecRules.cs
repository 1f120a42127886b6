using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Typed;

namespace WardleApiServer.Rules;

/// <summary>Which references may stand together. Both versions are held to the same rules, in the fields of v1beta1.</summary>
internal static class SpecRules
{
    public const string Flunder = "Flunder";
    public const string Fischer = "Fischer";

    /// <summary>Collects what is wrong; missing is the same as empty.</summary>
    public static void Check(string? flunder, string? fischer, string? type, FieldErrors errors)
    {
        (flunder, fischer, type) = (flunder ?? "", fischer ?? "", type ?? "");
        if (flunder.Length > 0 && fischer.Length > 0)
        {
            errors.Invalid("spec.fischerReference", fischer, "cannot be set with flunderReference at the same time");
        }
        else if (flunder.Length > 0 && type != Flunder)
        {
            errors.Invalid("spec.flunderReference", flunder, "cannot be set if referenceType is not Flunder");
        }
        else if (fischer.Length > 0 && type != Fischer)
        {
            errors.Invalid("spec.fischerReference", fischer, "cannot be set if referenceType is not Fischer");
        }
        else if (fischer.Length == 0 && type == Fischer)
        {
            errors.Invalid("spec.fischerReference", fischer, "cannot be empty if referenceType is Fischer");
        }
        else if (flunder.Length == 0 && type == Flunder)
        {
            errors.Invalid("spec.flunderReference", flunder, "cannot be empty if referenceType is Flunder");
        }

        if (type is not ("" or Flunder or Fischer))
        {
            errors.Invalid("spec.referenceType", type, "must be Flunder or Fischer");
        }
    }

    /// <summary>Refuses a body before it is converted: what contradicts itself has no form in the other version.</summary>
    public static void Require(string name, string? flunder, string? fischer, string? type)
    {
        var found = new List<FieldError>();
        Check(flunder, fischer, type, new FieldErrors(found));
        if (found.Count > 0)
        {
            throw ApiErrors.Invalid(new("wardle.example.com", "Flunder"), name, found);
        }
    }
}
