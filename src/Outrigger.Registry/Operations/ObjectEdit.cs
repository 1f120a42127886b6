using System.Text.Json.Nodes;

namespace Outrigger.Registry.Operations;

/// <summary>A change that is code: applied to whatever is stored, again after a conflict.</summary>
public sealed class ObjectEdit(Action<JsonObject> edit) : IObjectChange
{
    /// <inheritdoc/>
    public bool MayRetry => true;

    /// <inheritdoc/>
    public bool MayCreate => false;

    /// <inheritdoc/>
    public JsonObject Apply(JsonObject current, OperationContext context)
    {
        edit(current);
        return current;
    }
}
