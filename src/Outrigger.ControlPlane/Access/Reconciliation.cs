namespace Outrigger.ControlPlane.Access;

/// <summary>What follows a step of a reconciler.</summary>
internal enum Next
{
    /// <summary>The step after it.</summary>
    Step,

    /// <summary>Nothing: there is no more to do for this key.</summary>
    Stop,
}

/// <summary>A small step of a reconciler: reads or writes one thing of the work and says whether another follows.</summary>
internal delegate ValueTask<Next> ReconcileStep<in T>(T work, CancellationToken cancellationToken);

/// <summary>A reconciler: steps in their order. What one throws has the key tried again later.</summary>
internal sealed class Reconciliation<T>(params ReconcileStep<T>[] steps)
{
    /// <summary>Runs the steps until one stops.</summary>
    public async Task RunAsync(T work, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            if (await step(work, cancellationToken).ConfigureAwait(false) == Next.Stop)
            {
                return;
            }
        }
    }
}
