using Microsoft.AspNetCore.Connections;
using Outrigger.Server.Hosting;
using Outrigger.TestKit;

namespace Outrigger.Server.Tests.Hosting;

public class ConnectionDrainTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Wait_ForAClientThatTakesNothing_AbortsItsConnectionAfterTheGrace()
    {
        var time = new FakeTimeProvider();
        var connection = new DefaultConnectionContext();
        var sending = new TaskCompletionSource();
        connection.ConnectionClosed.UnsafeRegister(_ => sending.SetResult(), null); // the socket is gone, and what was to be sent with it

        var waiting = new ConnectionDrain(Grace, time).WaitAsync(connection, sending.Task);
        time.Advance(Grace / 2);
        connection.ConnectionClosed.IsCancellationRequested.ShouldBeFalse();
        time.Advance(Grace / 2);

        await waiting.WaitAsync(TestServer.Token);
        connection.ConnectionClosed.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Wait_ForAClientThatTakesTheRest_LeavesItsConnection()
    {
        var connection = new DefaultConnectionContext();

        await new ConnectionDrain(Grace, new FakeTimeProvider()).WaitAsync(connection, Task.CompletedTask);

        connection.ConnectionClosed.IsCancellationRequested.ShouldBeFalse();
    }
}
