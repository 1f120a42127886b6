namespace Outrigger.Robustness.Tests.Histories;

/// <summary>One request for one key.</summary>
internal sealed record Operation
{
    public required OperationKind Kind { get; init; }

    public required string Key { get; init; }

    /// <summary>What a write writes; of a patch that leaves the color alone it is null.</summary>
    public string Value { get; init; } = "";

    public string? Color { get; init; }

    /// <summary>The resourceVersion that an update or a deletion demands; 0 for none.</summary>
    public long Expected { get; init; }

    /// <summary>When the request was sent, in ticks of one monotonic clock.</summary>
    public required long Invoked { get; init; }

    /// <summary>When its answer was there; without an answer never.</summary>
    public required long Returned { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>The object that was answered; null when none was.</summary>
    public ObjectState? Result { get; init; }

    /// <summary>Whether it can have changed something.</summary>
    public bool Writes => Kind != OperationKind.Read && Outcome is Outcome.Done or Outcome.Unknown;

    public override string ToString() =>
        $"{Kind} {Key} value={Value} color={Color} expected={Expected} -> {Outcome} {Result} [{Invoked}, {(Returned == long.MaxValue ? "open" : Returned)}]";
}
