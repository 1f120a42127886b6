using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>How a container is asked whether it is well (kubernetes validateProbe).</summary>
internal static class ProbeRules
{
    private const string Grace = "terminationGracePeriodSeconds";

    private static readonly string HeaderFault =
        Formats.Pattern("a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name");

    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc"];
    private static readonly string[] EventHandlers = ["exec", "httpGet", "tcpSocket", "sleep"];
    private static readonly string[] Numbers = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

    /// <summary>Checks the probes of a container that runs on.</summary>
    public static void Check(JsonObject container, string path, ICollection<FieldError> errors)
    {
        foreach (var field in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (JsonNodes.GetObject(container, field) is { } probe)
            {
                Check(probe, field is "readinessProbe", $"{path}.{field}", errors);
            }
        }
    }

    /// <summary>Checks what is done when a container has started and before it stops (kubernetes validateLifecycle).</summary>
    /// <param name="grace">In how many seconds the pod has to stop.</param>
    public static void CheckLifecycle(JsonObject container, long? grace, string path, ICollection<FieldError> errors)
    {
        foreach (var field in (string[])["postStart", "preStop"])
        {
            if (JsonNodes.GetObject(container, "lifecycle", field) is not { } handler)
            {
                continue;
            }

            var at = $"{path}.lifecycle.{field}";
            CheckHandler(handler, EventHandlers, at, errors);
            if (EventHandlers.FirstOrDefault(h => handler[h] is JsonObject) is "sleep"
                && grace is { } most && (JsonNodes.GetLong(handler, "sleep", "seconds") ?? 0) is var seconds && (seconds < 0 || seconds > most))
            {
                errors.Add(FieldErrors.Invalid(
                    $"{at}.sleep", seconds, $"must be non-negative and less than terminationGracePeriodSeconds ({most})"));
            }
        }
    }

    private static void Check(JsonObject probe, bool isReadiness, string path, ICollection<FieldError> errors)
    {
        CheckHandler(probe, Handlers, path, errors);
        foreach (var number in Numbers)
        {
            FieldRules.AtLeast(probe, number, path, 0, errors);
        }

        FieldRules.AtLeast(probe, Grace, path, 1, errors, "must be greater than 0");
        if (isReadiness && probe[Grace] is { } grace)
        {
            errors.Add(FieldErrors.Invalid($"{path}.{Grace}", grace, "must not be set for readinessProbes"));
        }
        else if (!isReadiness && JsonNodes.GetLong(probe, "successThreshold") is var good and not 1)
        {
            errors.Add(FieldErrors.Invalid($"{path}.successThreshold", good ?? 0, "must be 1"));
        }
    }

    private static void CheckHandler(JsonObject probe, string[] handlers, string path, ICollection<FieldError> errors)
    {
        var found = handlers.Where(h => probe[h] is JsonObject).ToList();
        if (found.Count == 0)
        {
            errors.Add(FieldErrors.Required(path, "must specify a handler type"));
            return;
        }

        var handler = JsonNodes.GetObject(probe, found[0])!;
        switch (found[0])
        {
            case "exec" when JsonNodes.GetArray(handler, "command") is not { Count: > 0 }:
                errors.Add(FieldErrors.Required($"{path}.exec.command"));
                break;
            case "httpGet":
                FieldRules.Text(handler, "path", $"{path}.httpGet", errors);
                CheckPort(handler, $"{path}.httpGet.port", errors);
                FieldRules.OneOf(handler, "scheme", $"{path}.httpGet", ["HTTP", "HTTPS"], errors);
                CheckHeaders(handler, $"{path}.httpGet.httpHeaders", errors);
                break;
            case "tcpSocket" or "grpc":
                CheckPort(handler, $"{path}.{found[0]}.port", errors);
                break;
        }

        foreach (var other in found.Skip(1))
        {
            errors.Add(FieldErrors.Forbidden($"{path}.{other}", "may not specify more than 1 handler type"));
        }
    }

    private static void CheckHeaders(JsonObject handler, string path, ICollection<FieldError> errors)
    {
        foreach (var (header, _) in FieldRules.Items(handler, "httpHeaders", path))
        {
            var name = JsonNodes.GetString(header, "name") ?? "";
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-'))
            {
                errors.Add(FieldErrors.Invalid(path, name, HeaderFault));
            }
        }
    }

    private static void CheckPort(JsonObject handler, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(handler, "port") is { } name)
        {
            PortRules.CheckPortName(name, path, errors);
        }
        else
        {
            PortRules.CheckNumber(JsonNodes.GetLong(handler, "port") ?? 0, path, errors);
        }
    }
}
