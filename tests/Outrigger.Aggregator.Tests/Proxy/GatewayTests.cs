using Outrigger.Aggregator.Tests.Backends;
using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Aggregator.Tests.Proxy;

/// <summary>Tests that hold whatever the other server speaks.</summary>
public abstract class GatewayTests
{
    private protected virtual bool Http2 => false;

    private protected Task<Gateway> StartAsync(Func<BackendConnection, ReceivedRequest, Task>? answer = null, UserInfo? user = null) =>
        Gateway.StartAsync(answer, user, Http2);

    private protected Task<Gateway> StartAsync(Func<BackendConnection, Task> script, UserInfo? user = null, TimeProvider? time = null) =>
        Gateway.StartAsync(script, user, time, Http2);
}
