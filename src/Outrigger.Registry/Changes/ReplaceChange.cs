using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Changes;

/// <summary>The verb update: the body takes the place of what is there.</summary>
/// <param name="body">Owned by the change.</param>
public sealed class ReplaceChange(JsonObject body) : IObjectChange
{
    /// <summary>Without a resourceVersion the body wins over whatever is there.</summary>
    public bool MayRetry { get; } = Text(body, "resourceVersion") is "" or "0";

    /// <inheritdoc/>
    public bool MayCreate => false;

    /// <inheritdoc/>
    public string PreconditionUid { get; } = Text(body, "uid");

    /// <inheritdoc/>
    public void Check(OperationContext context)
    {
        var name = Text(body, "name");
        if (name.Length == 0)
        {
            throw ApiErrors.BadRequest($"the name of the object ({context.Name} based on URL) was undeterminable: name must be provided");
        }

        if (!string.Equals(name, context.Name, StringComparison.Ordinal))
        {
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({context.Name})");
        }
    }

    /// <inheritdoc/>
    public JsonObject Apply(JsonObject current, OperationContext context) => MayRetry ? (JsonObject)body.DeepClone() : body;

    private static string Text(JsonObject body, string name) => JsonNodes.GetString(body, "metadata", name) ?? "";
}
