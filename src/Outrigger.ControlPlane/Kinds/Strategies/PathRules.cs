using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Paths of files, which lead nowhere else than where they seem to.</summary>
internal static class PathRules
{
    /// <summary>A path below some folder (kubernetes validateLocalDescendingPath). False when it goes up.</summary>
    public static bool CheckDescending(string place, string path, ICollection<FieldError> errors)
    {
        if (place.StartsWith('/'))
        {
            errors.Add(FieldErrors.Invalid(path, place, "must be a relative path"));
        }

        return CheckNoBackSteps(place, path, errors);
    }

    /// <summary>A path that never goes up (kubernetes validatePathNoBacksteps). False when it does.</summary>
    public static bool CheckNoBackSteps(string place, string path, ICollection<FieldError> errors)
    {
        if (!place.Split('/').Contains("..", StringComparer.Ordinal))
        {
            return true;
        }

        errors.Add(FieldErrors.Invalid(path, place, "must not contain '..'"));
        return false;
    }
}
