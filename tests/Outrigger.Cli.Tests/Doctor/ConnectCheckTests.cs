using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Outrigger.Cli.Doctor.Checks;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Tests.Doctor;

public sealed class ConnectCheckTests
{
    [Theory]
    [InlineData("True", CheckState.NotTried, " is not reached from this machine, though the main server reaches it: run the doctor in the cluster to see more")]
    [InlineData("False", CheckState.Fail, " refuses the connection: no server listens there")]
    public async Task Run_NobodyListensHere_DependsOnWhatTheMainServerSays(string available, object state, string message)
    {
        // a port that is taken, and on which nobody listens
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var backend = new Backend("127.0.0.1", ((IPEndPoint)taken.LocalEndPoint!).Port);
        var config = new ClientConfig { Server = new Uri("https://localhost") };
        using var client = new KubernetesClient(config, TimeProvider.System);
        var context = new DoctorContext
        {
            Client = client,
            Config = config,
            Time = TimeProvider.System,
            ApiService = new ApiServiceSpec(JsonNode.Parse($$"""{"status":{"conditions":[{"type":"Available","status":"{{available}}"}]} }""")!.AsObject()),
            Backends = [backend],
        };

        var seen = await new ConnectCheck().RunAsync(context, TestContext.Current.CancellationToken);

        (seen.State, seen.Message).ShouldBe(((CheckState)state, backend + message));
    }
}
