using System.Text;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>The options that all writes share, from the query (metav1.CreateOptions, UpdateOptions, PatchOptions).</summary>
/// <param name="DryRun">Whether nothing is committed.</param>
/// <param name="FieldManager">Who is recorded in managedFields.</param>
/// <param name="FieldValidation">What to do about unknown and duplicate fields.</param>
internal sealed record WriteOptions(bool DryRun, string FieldManager, FieldValidation FieldValidation)
{
    private const int LongestManager = 128;
    private const string UnknownManager = "unknown";

    /// <summary>Reads the query; 422 that names every bad option of <paramref name="kind"/>.</summary>
    public static WriteOptions Parse(HttpRequest request, QueryParameters query, string kind)
    {
        var errors = new List<FieldError>();
        var dryRun = ReadDryRun(query.All("dryRun"), errors);
        var validation = ReadFieldValidation(query.Text("fieldValidation"), errors);
        var manager = query.Text("fieldManager");
        CheckManager(manager, errors);
        return errors.Count > 0
            ? throw ApiErrors.Invalid(new GroupKind("meta.k8s.io", kind), "", errors)
            : new WriteOptions(dryRun, manager.Length > 0 ? manager : FromUserAgent(request.Headers.UserAgent.ToString()), validation);
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

    private static void CheckManager(string manager, List<FieldError> errors)
    {
        if (Encoding.UTF8.GetByteCount(manager) > LongestManager)
        {
            errors.Add(new FieldError(FieldErrorType.TooLong, "fieldManager", null, $"may not be more than {LongestManager} bytes"));
        }

        if (manager.Any(char.IsControl))
        {
            errors.Add(new FieldError(FieldErrorType.Invalid, "fieldManager", GoText.Quote(manager), "should only contain printable characters"));
        }
    }

    // What stands before the first slash: kubectl, curl, controller names.
    private static string FromUserAgent(string agent)
    {
        var slash = agent.IndexOf('/', StringComparison.Ordinal);
        var name = (slash < 0 ? agent : agent[..slash]).Trim();
        if (name.Length == 0)
        {
            return UnknownManager;
        }

        return name.Length > LongestManager ? name[..LongestManager] : name;
    }
}
