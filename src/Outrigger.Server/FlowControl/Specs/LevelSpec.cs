using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Server.FlowControl.Specs;

/// <summary>A PriorityLevelConfiguration: how much of the server a level has, and what becomes of requests beyond it.</summary>
internal sealed record LevelSpec(string Name, string Uid)
{
    /// <summary>The level that is not limited.</summary>
    public const string Exempt = "exempt";

    public bool IsExempt { get; init; }

    /// <summary>Its part of the server's seats, against the sum over all levels.</summary>
    public int Shares { get; init; }

    /// <summary>How much of its seats other levels may use while it does not.</summary>
    public int LendablePercent { get; init; }

    /// <summary>How much it may borrow, against its own; null for any amount.</summary>
    public int? BorrowingLimitPercent { get; init; }

    /// <summary>Null when nothing waits: what is too much is refused at once.</summary>
    public QueuingSpec? Queuing { get; init; }

    /// <summary>Reads an object of flowcontrol.apiserver.k8s.io/v1 that was validated.</summary>
    public static LevelSpec Read(JsonObject obj)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        var exempt = JsonNodes.GetString(spec, "type") is "Exempt";
        var own = JsonNodes.GetObject(spec, exempt ? "exempt" : "limited");
        var queuing = JsonNodes.GetObject(own, "limitResponse", "queuing");
        return new LevelSpec(JsonNodes.GetString(obj, "metadata", "name") ?? "", JsonNodes.GetString(obj, "metadata", "uid") ?? "")
        {
            IsExempt = exempt,
            Shares = Number(own, "nominalConcurrencyShares", exempt ? 0 : 30) ?? 0,
            LendablePercent = Number(own, "lendablePercent", 0) ?? 0,
            BorrowingLimitPercent = Number(own, "borrowingLimitPercent", null),
            Queuing = queuing is null
                ? null
                : new QueuingSpec(Number(queuing, "queues", 64)!.Value, Number(queuing, "handSize", 8)!.Value, Number(queuing, "queueLengthLimit", 50)!.Value),
        };
    }

    private static int? Number(JsonObject? owner, string field, int? otherwise) =>
        JsonNodes.GetLong(owner, field) is { } number ? (int)Math.Clamp(number, 0, int.MaxValue) : otherwise;
}
