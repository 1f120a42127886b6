using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Reviewing;

/// <summary>Tells the operator that another server fails: at once, then once a minute however often it does.</summary>
internal sealed class FailureNotice(string name, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private DateTimeOffset quietUntil = DateTimeOffset.MinValue;
    private int untold;

    public void Tell(string why)
    {
        int count;
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (now < quietUntil)
            {
                untold++;
                return;
            }

            quietUntil = now + Period;
            count = untold;
            untold = 0;
        }

        ReviewingLog.Failed(logger, name, why, count);
    }
}
