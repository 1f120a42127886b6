using System.Text.Json.Nodes;
using Outrigger.Registry.Operations;

namespace Outrigger.Aggregator.Feeds;

/// <summary>A change that is code.</summary>
internal sealed class ObjectEdit(Action<JsonObject> edit) : IObjectChange
{
    public bool MayRetry => true;

    public bool MayCreate => false;

    public JsonObject Apply(JsonObject current, OperationContext context)
    {
        edit(current);
        return current;
    }
}
