using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Linearizability;

/// <summary>The state of one key in the model.</summary>
/// <param name="Exists">Whether the key exists.</param>
/// <param name="Revision">Its revision, or the last one known of a deleted key.</param>
/// <param name="IsExact">False after a write of which nobody learned the revision: it is higher than <paramref name="Revision"/>.</param>
internal readonly record struct KeyState(bool Exists, string Value, string Color, long Revision, bool IsExact)
{
    public static KeyState Absent { get; } = new(false, "", "", 0, true);

    /// <summary>What an operation makes of the state; null when its answer cannot be given in it.</summary>
    public KeyState? Apply(Operation operation) => operation.Kind switch
    {
        OperationKind.Read => Read(operation),
        OperationKind.Create => Create(operation),
        OperationKind.Delete => Delete(operation),
        _ => Change(operation),
    };

    private KeyState? Read(Operation read) => read.Outcome switch
    {
        Outcome.NotFound => Exists ? null : this,
        _ => Exists && read.Result is { } seen && MaySee(seen.Revision) && Same(seen) ? this with { Revision = seen.Revision, IsExact = true } : null,
    };

    private KeyState? Create(Operation create) => create.Outcome switch
    {
        Outcome.Exists => Exists ? this : null,
        _ => Exists ? null : Written(create, create.Color ?? ""),
    };

    private KeyState? Change(Operation change) => change.Outcome switch
    {
        Outcome.NotFound => Exists ? null : this,
        Outcome.Conflict => Exists && (change.Expected == 0 || !IsExact || change.Expected != Revision) ? this : null,
        _ => Exists && (change.Expected == 0 || MaySee(change.Expected)) ? Written(change, change.Color ?? Color) : null,
    };

    private KeyState? Delete(Operation delete) => delete.Outcome switch
    {
        Outcome.NotFound => Exists ? null : this,
        Outcome.Conflict => Exists && (!IsExact || delete.Expected != Revision) ? this : null,
        _ => Exists && (delete.Expected == 0 || MaySee(delete.Expected)) ? new KeyState(false, "", "", Revision, false) : null,
    };

    private KeyState? Written(Operation write, string color)
    {
        if (write.Result is not { } written)
        {
            return new KeyState(true, write.Value, color, Revision, false);
        }

        var next = new KeyState(true, write.Value, color, written.Revision, true);
        return written.Revision > Revision && next.Same(written) ? next : null;
    }

    private bool MaySee(long revision) => IsExact ? revision == Revision : revision > Revision;

    private bool Same(ObjectState seen) =>
        string.Equals(seen.Value, Value, StringComparison.Ordinal) && string.Equals(seen.Color, Color, StringComparison.Ordinal);
}
