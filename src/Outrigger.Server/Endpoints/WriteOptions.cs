using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>The options that all writes share, from the query (metav1.CreateOptions, UpdateOptions, PatchOptions).</summary>
/// <param name="DryRun">Whether nothing is committed.</param>
/// <param name="FieldManager">Who is recorded in managedFields.</param>
/// <param name="FieldValidation">What to do about unknown and duplicate fields.</param>
internal sealed record WriteOptions(bool DryRun, string FieldManager, FieldValidation FieldValidation)
{
    /// <summary>Whether an apply takes fields of other managers over.</summary>
    public bool Force { get; init; }

    /// <summary>Reads the query; 422 that names every bad option of <paramref name="kind"/>.</summary>
    public static WriteOptions Parse(HttpRequest request, QueryParameters query, string kind) => Parse(request, query, kind, []);

    /// <summary>Reads the query of a patch. An apply must say its manager; only an apply may be forced.</summary>
    public static WriteOptions ParsePatch(HttpRequest request, QueryParameters query, bool applies)
    {
        var errors = new List<FieldError>();
        var force = GoBool.Flag(query.First("force"));
        if (applies && query.Text("fieldManager").Length == 0)
        {
            errors.Add(FieldErrors.Required("fieldManager", "is required for apply patch"));
        }
        else if (!applies && force is not null)
        {
            errors.Add(new FieldError(FieldErrorType.Forbidden, "force", null, "may not be specified for non-apply patch"));
        }

        return Parse(request, query, "PatchOptions", errors) with { Force = force ?? false };
    }

    /// <summary>Only <c>All</c> is known.</summary>
    public static bool ReadDryRun(IReadOnlyList<string> values, List<FieldError> errors)
    {
        if (values.Any(v => v != "All"))
        {
            var shown = $"[{string.Join(',', values.Select(GoText.Quote))}]";
            errors.Add(new FieldError(FieldErrorType.NotSupported, "dryRun", shown, "supported values: \"All\""));
        }

        return values.Count > 0;
    }

    private static FieldValidation ReadFieldValidation(string value, List<FieldError> errors)
    {
        switch (value)
        {
            case "" or "Warn":
                return FieldValidation.Warn;
            case "Ignore":
                return FieldValidation.Ignore;
            case "Strict":
                return FieldValidation.Strict;
            default:
                errors.Add(new FieldError(
                    FieldErrorType.NotSupported,
                    "fieldValidation",
                    GoText.Quote(value),
                    "supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""));
                return FieldValidation.Warn;
        }
    }

    private static WriteOptions Parse(HttpRequest request, QueryParameters query, string kind, List<FieldError> errors)
    {
        var manager = query.Text("fieldManager");
        ManagerNames.Validate(manager, "fieldManager", errors);
        var dryRun = ReadDryRun(query.All("dryRun"), errors);
        var validation = ReadFieldValidation(query.Text("fieldValidation"), errors);
        return errors.Count > 0
            ? throw ApiErrors.Invalid(new GroupKind("meta.k8s.io", kind), "", errors)
            : new WriteOptions(dryRun, manager.Length > 0 ? manager : FromUserAgent(request.Headers.UserAgent.ToString()), validation);
    }

    // What stands before the first slash: kubectl, curl, controller names. Empty is recorded as unknown.
    private static string FromUserAgent(string agent)
    {
        var slash = agent.IndexOf('/', StringComparison.Ordinal);
        return ManagerNames.Fit(slash < 0 ? agent : agent[..slash]);
    }
}
