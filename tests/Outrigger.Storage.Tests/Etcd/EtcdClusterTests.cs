using System.Net;
using System.Net.Sockets;
using Outrigger.TestKit;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Storage.Tests.Etcd;

/// <summary>The etcd of the tests themselves.</summary>
public sealed class EtcdClusterTests
{
    [Fact]
    public async Task Start_OfWhichAMemberFails_LeavesNoneBehind()
    {
        var port = FreePorts.Take(1)[0];

        // one port for the metrics of both: the second ends
        var e = await Should.ThrowAsync<InvalidOperationException>(() => EtcdCluster.StartAsync(2, null, $"--listen-metrics-urls=http://127.0.0.1:{port}"));

        e.Message.ShouldContain("has ended");
        using var mine = new TcpListener(IPAddress.Loopback, port);
        Should.NotThrow(mine.Start);
    }

    [Fact]
    public void FreePorts_AreNotThoseOfOutgoingConnections()
    {
        var ports = FreePorts.Take(50);

        ports.Distinct().Count().ShouldBe(50);
        ports.ShouldAllBe(p => p >= 20000 && p < 32000);
    }
}
