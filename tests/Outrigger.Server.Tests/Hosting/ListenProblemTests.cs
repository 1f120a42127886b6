using System.Net;
using System.Net.Sockets;
using Outrigger.Server.Hosting;

namespace Outrigger.Server.Tests.Hosting;

public sealed class ListenProblemTests
{
    [Fact]
    public async Task Port_OfAnotherProgram_IsToldWithItsFix()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var e = await Should.ThrowAsync<IOException>(() => TestServer.StartAsync(serve: serving => serving with { Port = port }));
        e.Message.ShouldBe($"127.0.0.1:{port} is in use by another program: stop it, or choose another port with --secure-port (0 takes any free one)");
    }

    [Fact]
    public async Task Address_OfAnotherMachine_IsToldWithItsFix()
    {
        var e = await Should.ThrowAsync<IOException>(
            () => TestServer.StartAsync(serve: serving => serving with { BindAddress = IPAddress.Parse("192.0.2.1") }));
        e.Message.ShouldBe("192.0.2.1 is no address of this machine: choose another with --bind-address");
    }

    [Fact]
    public void Port_ThatNeedsRights_IsToldWithItsFix() =>
        ListenProblem.Of(new SocketException((int)SocketError.AccessDenied), IPAddress.Any, 443)
            .ShouldBe("this user may not listen on 0.0.0.0:443: choose a port above 1023 with --secure-port");
}
