using Microsoft.AspNetCore.Connections;

namespace Outrigger.Server.Hosting;

/// <summary>Waits for what was answered to reach a client, not for ever: what Kestrel takes for sent it does not watch any more.</summary>
/// <param name="grace">The longest time a client may take for the rest.</param>
/// <param name="clock">The time.</param>
internal sealed class ConnectionDrain(TimeSpan grace, TimeProvider clock)
{
    public async Task WaitAsync(ConnectionContext connection, Task sending)
    {
        try
        {
            await sending.WaitAsync(grace, clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            connection.Abort(new ConnectionAbortedException("the client does not take the rest of its answer"));
            await sending.ConfigureAwait(false);
        }
    }
}
