using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.Server.Http;

namespace Outrigger.ControlPlane.AccessFiles;

/// <summary>
/// Reads an object of a configuration file field by field; a field that nobody asked for, and one of the wrong form, is a problem. All
/// problems are collected.
/// </summary>
internal sealed class StrictObject(JsonObject json, string path, List<FieldError> problems)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>The path of a field.</summary>
    public string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>The path of this object.</summary>
    public string Path => path;

    /// <summary>The document of a file, YAML or JSON, of this group's kind; null when it is none, which is a problem then.</summary>
    public static StrictObject? Document(string text, string kind, List<FieldError> problems)
    {
        try
        {
            // keys that are given twice are refused by the reader
            var root = YamlReader.Read(text) as JsonObject ?? throw new ObjectReadException($"the file holds no {kind}");
            var document = new StrictObject(root, "", problems);
            if (document.Text("kind") != kind)
            {
                problems.Add(FieldErrors.NotSupported("kind", JsonNodes.GetString(root, "kind") ?? "", kind));
            }

            if (document.Text("apiVersion") is not ("apiserver.config.k8s.io/v1" or "apiserver.config.k8s.io/v1beta1"))
            {
                problems.Add(FieldErrors.NotSupported(
                    "apiVersion", JsonNodes.GetString(root, "apiVersion") ?? "", "apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1beta1"));
            }

            return document;
        }
        catch (Exception e) when (e is ObjectReadException or StatusException)
        {
            problems.Add(new FieldError(FieldErrorType.Invalid, "file", null, e.Message));
            return null;
        }
    }

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name)
    {
        known.Add(name);
        return json.TryGetPropertyValue(name, out var value) && value is not null;
    }

    public void Problem(FieldError error) => problems.Add(error);

    /// <summary>Empty when it is not there.</summary>
    public string Text(string name) => Read(name, JsonNodes.AsString, "a string") ?? "";

    public bool? Flag(string name) => Read<bool?>(name, n => JsonNodes.AsBool(n), "true or false");

    public IReadOnlyList<string> Texts(string name) =>
        Read(name, n => n is JsonArray list && list.All(i => JsonNodes.AsString(i) is not null) ? JsonNodes.StringList(list) : null, "a list of strings") ?? [];

    /// <summary>Null when it is not there, or none (which is a problem then).</summary>
    public TimeSpan? Duration(string name) => Read(name, n => GoDuration.Parse(JsonNodes.AsString(n) ?? ""), "a duration, for example 5m");

    /// <summary>Null when it is not there.</summary>
    public StrictObject? Object(string name) =>
        Read(name, n => n as JsonObject, "an object") is { } inner ? new StrictObject(inner, At(name), problems) : null;

    /// <summary>Empty when it is not there.</summary>
    public IReadOnlyList<StrictObject> Objects(string name)
    {
        var list = Read(name, n => n is JsonArray items && items.All(i => i is JsonObject) ? items : null, "a list of objects") ?? [];
        return [.. list.Select((item, i) => new StrictObject((JsonObject)item!, $"{At(name)}[{i}]", problems))];
    }

    /// <summary>Says of a field that it is not supported, when it is there.</summary>
    public void Refuse(string name, string why)
    {
        if (Has(name) && json[name] is not (JsonArray { Count: 0 } or JsonObject { Count: 0 }) && JsonNodes.AsString(json[name]) is not "")
        {
            problems.Add(FieldErrors.Forbidden(At(name), why));
        }
    }

    /// <summary>Every field was asked for: the others are unknown.</summary>
    public void End()
    {
        foreach (var (name, _) in json)
        {
            if (!known.Contains(name))
            {
                problems.Add(FieldErrors.Forbidden(At(name), "unknown field"));
            }
        }
    }

    private T? Read<T>(string name, Func<JsonNode, T?> read, string form)
    {
        if (!Has(name))
        {
            return default;
        }

        var value = read(json[name]!);
        if (value is null)
        {
            problems.Add(new FieldError(FieldErrorType.TypeInvalid, At(name), null, $"must be {form}"));
        }

        return value;
    }
}
