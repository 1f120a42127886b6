using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.Registry.Managers;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Changes;

/// <summary>Server-side apply: a configuration that its manager owns, merged into what is there.</summary>
public sealed class ApplyChange : IObjectChange, IManagedChange
{
    private readonly Configuration config;
    private readonly IReadOnlyList<string> duplicates;

    private ApplyChange(Configuration config, IReadOnlyList<string> duplicates)
    {
        this.config = config;
        this.duplicates = duplicates;
    }

    /// <inheritdoc/>
    public bool MayRetry => true;

    /// <inheritdoc/>
    public bool MayCreate => true;

    /// <inheritdoc/>
    public bool IsPatch => true;

    /// <inheritdoc/>
    bool IManagedChange.SparesCurrent => true;

    /// <summary>What is applied.</summary>
    internal Configuration Config => config;

    /// <summary>Reads a configuration in YAML or JSON. Throws StatusException 400 when it is none.</summary>
    /// <param name="utf8">The configuration.</param>
    /// <param name="force">Whether fields of other managers are taken over.</param>
    public static ApplyChange Parse(ReadOnlySpan<byte> utf8, bool force)
    {
        var report = new ReadReport();
        try
        {
            var obj = Read(utf8, report);
            return new ApplyChange(new Configuration(obj, force), [.. report.Messages]);
        }
        catch (ObjectReadException e)
        {
            throw ApiErrors.BadRequest($"error decoding YAML: {e.Message}");
        }
    }

    /// <summary>Refused: a resource that keeps no managers cannot be applied to.</summary>
    public JsonObject Apply(JsonObject current, OperationContext context) =>
        throw ApiErrors.UnsupportedMediaType($"{context.Resource.GroupResource} cannot be applied to: it keeps no field managers");

    /// <inheritdoc/>
    async ValueTask<JsonObject> IManagedChange.MakeAsync(
        JsonObject current, KindDefinition kind, ObjectManagers managers, OperationContext context, CancellationToken cancellationToken)
    {
        var made = await managers.ApplyAsync(context, kind, current, config, cancellationToken).ConfigureAwait(false);
        ReportDuplicates(context);
        return made;
    }

    /// <summary>Keys that are given twice: warned of or refused, after all else is found right.</summary>
    internal void ReportDuplicates(OperationContext context)
    {
        if (duplicates.Count == 0 || context.FieldValidation == FieldValidation.Ignore)
        {
            return;
        }

        var text = string.Join(", ", duplicates);
        if (context.FieldValidation == FieldValidation.Strict)
        {
            throw ApiErrors.BadRequest($"error strict decoding YAML: {text}");
        }

        context.Warnings.Add(text);
    }

    // Most clients send JSON, which is YAML too but reads faster as what it is.
    private static JsonObject Read(ReadOnlySpan<byte> utf8, ReadReport report)
    {
        if (utf8.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
        {
            try
            {
                return ObjectReader.Read(utf8, report);
            }
            catch (ObjectReadException)
            {
                // A flow mapping of YAML begins like JSON.
            }
        }

        return YamlReader.ReadObject(utf8, report);
    }
}
