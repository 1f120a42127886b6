using System.Text.Json.Nodes;

namespace Outrigger.Registry.Operations;

/// <summary>A change that is code: applied to whatever is stored, again after a conflict.</summary>
public sealed class ObjectEdit(Action<JsonObject> edit, bool isUnrecorded = false) : IObjectChange
{
    /// <inheritdoc/>
    public bool MayRetry => true;

    /// <inheritdoc/>
    public bool MayCreate => false;

    /// <inheritdoc/>
    public bool IsUnrecorded => isUnrecorded;

    /// <inheritdoc/>
    public JsonObject Apply(JsonObject current, OperationContext context)
    {
        edit(current);
        return current;
    }
}
