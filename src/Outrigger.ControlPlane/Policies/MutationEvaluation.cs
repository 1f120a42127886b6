using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Cel.Values;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Patching;

namespace Outrigger.ControlPlane.Policies;

/// <summary>Evaluates the mutations of a policy for one request and brings what they make into the object.</summary>
/// <param name="subject">What the expressions see.</param>
/// <param name="schema">How configurations are merged; null when no schema is known.</param>
internal sealed class MutationEvaluation(PolicySubject subject, KindSchema? schema)
{
    private const string OutOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";

    private static readonly string[] Texts = ["op", "path", "from"];

    /// <summary>Makes every change, each of what the one before it made; one that fails is left out.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="obj">The object, in the version that the policy sees.</param>
    /// <param name="cancellationToken">Ends the wait for the authorizer.</param>
    /// <returns>The object, a new one when it changed, and what failed.</returns>
    public async ValueTask<(JsonObject Object, IReadOnlyList<string> Faults)> RunAsync(
        MutatingPolicy policy, JsonObject obj, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var mutation in policy.Mutations)
        {
            subject.Show(obj);
            var (changed, fault) = await ChangeAsync(mutation, obj, cancellationToken).ConfigureAwait(false);
            obj = changed;
            if (fault.Length > 0)
            {
                faults.Add(fault);
            }
        }

        return (obj, faults);
    }

    private async ValueTask<(JsonObject Object, string Fault)> ChangeAsync(
        PolicyMutation mutation, JsonObject obj, CancellationToken cancellationToken)
    {
        if (mutation.Program is not { } program || mutation.Fault.Length > 0)
        {
            return (obj, mutation.Fault);
        }

        var value = await subject.EvaluateAsync(program, cancellationToken).ConfigureAwait(false);
        return subject.IsSpent ? (obj, OutOfBudget)
            : value.IsError ? (obj, $"expression '{mutation.Text}' resulted in error: {value.AsError}")
            : mutation.IsPatch ? Patch(value, obj)
            : Apply(value, obj);
    }

    private (JsonObject Object, string Fault) Apply(CelValue value, JsonObject obj)
    {
        if (value.Kind != CelValueKind.Object || value.AsObject is not CelMadeObject made)
        {
            return (obj, $"unsupported return type from ApplyConfiguration expression: {value.Kind}");
        }

        if (made.FindMismatch() is { } mismatch)
        {
            return (obj, $"type mismatch: {mismatch}");
        }

        if (CelJson.TryWrite(value, out var json) is { } fault)
        {
            return (obj, $"invalid return type: {fault}");
        }

        var config = (JsonObject)json!;
        config["apiVersion"] = obj["apiVersion"]?.DeepClone();
        config["kind"] = obj["kind"]?.DeepClone();
        return UnownedApply.TryMerge(schema, obj, config, out var merged) is { } refused ? (obj, $"error applying patch: {refused}") : (merged, "");
    }

    private static (JsonObject Object, string Fault) Patch(CelValue value, JsonObject obj)
    {
        var operations = new JsonArray();
        for (var i = 0; i < value.AsList.Count; i++)
        {
            if (Operation(value.AsList[i], out var operation) is { } fault)
            {
                return (obj, fault);
            }

            operations.Add((JsonNode)operation);
        }

        var target = FieldSetJson.Clone(obj);
        FieldSetJson.Expand(target); // a patch may go into them
        try
        {
            return (JsonPatch.Parse(ObjectWriter.ToUtf8(operations)).Apply(target), "");
        }
        catch (StatusException e) when (e.InnerException is JsonPatchFailure { IsTest: true })
        {
            return (obj, "");
        }
        catch (StatusException e)
        {
            return (obj, $"JSON Patch: {e.InnerException?.Message ?? e.Message}");
        }
    }

    private static string? Operation(CelValue value, out JsonObject operation)
    {
        operation = [];
        if (value.Kind != CelValueKind.Object || value.AsObject is not CelMadeObject made)
        {
            return $"type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch, got element of {value.Kind}";
        }

        foreach (var name in Texts)
        {
            if (!made.Fields.TryGetValue(name, out var text))
            {
                continue;
            }

            if (text.Kind != CelValueKind.String)
            {
                return $"unexpected type {text.Kind} for JSONPatchType '{name}' field";
            }

            operation[name] = text.AsString;
        }

        return made.Fields.TryGetValue("value", out var given) ? Value(given, operation) : null;
    }

    private static string? Value(CelValue given, JsonObject operation)
    {
        if (given.Kind == CelValueKind.Object && given.AsObject is CelMadeObject made && made.FindMismatch() is { } mismatch)
        {
            return $"type mismatch: {mismatch}";
        }

        if (CelJson.TryWrite(given, out var json) is { } fault)
        {
            return $"JSONPath valueExpression evaluated to a type that could not marshal to JSON: {fault}";
        }

        operation["value"] = json;
        return null;
    }
}
