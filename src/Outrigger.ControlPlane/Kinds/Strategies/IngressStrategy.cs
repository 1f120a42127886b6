using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Ingresses (kubernetes pkg/apis/networking/validation).</summary>
internal sealed class IngressStrategy() : BuiltInStrategy(new GroupResource("networking.k8s.io", "ingresses"))
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
    private static readonly string[] Sequences = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] Suffixes = ["/..", "/."];

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        CheckSpec(JsonNodes.GetObject(obj, "spec") ?? [], errors);
        var name = JsonNodes.GetString(obj, "spec", "ingressClassName");
        if (MetadataView.Of(obj).Annotation(ClassAnnotation) is { } annotation && name is not null && annotation != name)
        {
            errors.Add(FieldErrors.Invalid(
                $"annotations.{ClassAnnotation}", annotation, "must match `ingressClassName` when both are specified"));
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        CheckSpec(JsonNodes.GetObject(obj, "spec") ?? [], errors);

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(JsonObject obj)
    {
        if (MetadataView.Of(obj).Annotation(ClassAnnotation) is not null)
        {
            yield return $"annotation \"{ClassAnnotation}\" is deprecated, please use 'spec.ingressClassName' instead";
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<string> UpdateWarnings(JsonObject obj, JsonObject old) => [];

    private static void CheckSpec(JsonObject spec, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetArray(spec, "rules") is not { Count: > 0 } && spec["defaultBackend"] is null)
        {
            errors.Add(FieldErrors.Invalid("spec", JsonNode.Parse("null"), "either `defaultBackend` or `rules` must be specified"));
        }

        if (spec["defaultBackend"] is JsonObject backend)
        {
            CheckBackend(backend, "spec.defaultBackend", errors);
        }

        foreach (var (rule, path) in FieldRules.Items(spec, "rules", "spec"))
        {
            CheckRule(rule, path, errors);
        }

        foreach (var (tls, path) in FieldRules.Items(spec, "tls", "spec"))
        {
            var hosts = JsonNodes.StringList(tls["hosts"]);
            for (var i = 0; i < hosts.Count; i++)
            {
                CheckHost(hosts[i], $"{path}.hosts[{i}]", errors);
            }

            FieldRules.Form(tls, "secretName", path, Formats.Dns1123Subdomain, errors);
        }

        FieldRules.Form(spec, "ingressClassName", "spec", Formats.Dns1123Subdomain, errors);
    }

    private static void CheckRule(JsonObject rule, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(rule, "host") is { Length: > 0 } host)
        {
            if (IPAddress.TryParse(host, out _))
            {
                errors.Add(FieldErrors.Invalid($"{path}.host", host, "must be a DNS name, not an IP address"));
            }

            CheckHost(host, $"{path}.host", errors);
        }

        if (rule["http"] is not JsonObject http)
        {
            return;
        }

        if (JsonNodes.GetArray(http, "paths") is not { Count: > 0 })
        {
            errors.Add(FieldErrors.Required($"{path}.http.paths"));
        }

        foreach (var (item, at) in FieldRules.Items(http, "paths", $"{path}.http"))
        {
            CheckPath(item, at, errors);
        }
    }

    private static void CheckHost(string host, string path, ICollection<FieldError> errors)
    {
        var faults = host.Contains('*', StringComparison.Ordinal) ? WildcardRules.Check(host) : Formats.Dns1123Subdomain(host);
        FieldRules.Refuse(path, host, faults, errors);
    }

    private static void CheckPath(JsonObject item, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(item, "pathType") is not { } type)
        {
            errors.Add(FieldErrors.Required($"{path}.pathType", "pathType must be specified"));
            return;
        }

        var text = JsonNodes.GetString(item, "path") ?? "";
        if (!PathTypes.Contains(type, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.pathType", type, PathTypes));
        }
        else
        {
            CheckPathText(text, type is "ImplementationSpecific", $"{path}.path", errors);
        }

        CheckBackend(JsonNodes.GetObject(item, "backend") ?? [], $"{path}.backend", errors);
    }

    private static void CheckPathText(string text, bool isFree, string path, ICollection<FieldError> errors)
    {
        if (isFree && text.Length == 0)
        {
            return;
        }

        if (!text.StartsWith('/'))
        {
            errors.Add(FieldErrors.Invalid(path, text, "must be an absolute path"));
        }

        if (isFree)
        {
            return;
        }

        foreach (var sequence in Sequences.Where(s => text.Contains(s, StringComparison.Ordinal)))
        {
            errors.Add(FieldErrors.Invalid(path, text, $"must not contain '{sequence}'"));
        }

        foreach (var suffix in Suffixes.Where(s => text.EndsWith(s, StringComparison.Ordinal)))
        {
            errors.Add(FieldErrors.Invalid(path, text, $"cannot end with '{suffix}'"));
        }
    }

    private static void CheckBackend(JsonObject backend, string path, ICollection<FieldError> errors)
    {
        var resource = backend["resource"] as JsonObject;
        if (backend["service"] is not JsonObject service)
        {
            if (resource is null)
            {
                errors.Add(FieldErrors.Invalid(path, "", "resource or service backend is required"));
            }
            else
            {
                ReferenceRules.Check(resource, $"{path}.resource", errors);
            }

            return;
        }

        if (resource is not null)
        {
            errors.Add(FieldErrors.Invalid(path, "", "cannot set both resource and service backends"));
            return;
        }

        FieldRules.Named(service, "name", $"{path}.service", Formats.Dns1123Label, errors);
        var port = JsonNodes.GetObject(service, "port");
        var number = JsonNodes.GetLong(port, "number") ?? 0;
        var name = JsonNodes.GetString(port, "name") ?? "";
        if (name.Length > 0 && number != 0)
        {
            errors.Add(FieldErrors.Invalid(path, "", "cannot set both port name & port number"));
        }
        else if (name.Length > 0)
        {
            PortRules.CheckPortName(name, $"{path}.service.port.name", errors);
        }
        else if (number != 0)
        {
            PortRules.CheckNumber(number, $"{path}.service.port.number", errors);
        }
        else
        {
            errors.Add(FieldErrors.Required(path, "port name or number is required"));
        }
    }
}
