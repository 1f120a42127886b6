using System.Net.Sockets;
using System.Text;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Tests.Proxy;
using Outrigger.Server.Requests;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary>What a server that takes requests and does not answer them keeps of this one.</summary>
public sealed class HungRequestTests
{
    private const string Orders = "/apis/shop.io/v1/namespaces/x/orders";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource seatGiven = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "whole")]
    public async Task Deadline_NextRequestsGoElsewhere(string method, string body)
    {
        using var deadline = new CancellationTokenSource();
        await using var gateway = await Gateway.StartAsync(HangAsync);
        await using var well = ScriptedBackend.Answering(gateway.Certificate, (connection, _) => connection.AnswerAsync(200, "well"));
        gateway.AddEndpoint(well.Endpoint);
        gateway.Prepare = request => request.Aborted = deadline.Token;
        var length = body.Length > 0 ? $"\nContent-Length: {body.Length}" : "";
        var hung = gateway.SendAsync($"{method} {Orders} HTTP/1.1{length}", body);
        await asked.Task.WaitAsync(Patience);

        await deadline.CancelAsync();

        (await hung).ShouldStartWith("HTTP/1.1 504");
        gateway.Prepare = _ => { };
        for (var i = 0; i < 4; i++)
        {
            (await gateway.SendAsync($"GET {Orders} HTTP/1.1")).ShouldEndWith("well");
        }
    }

    [Theory]
    [InlineData("GET", "?timeout=1s", "")]
    [InlineData("POST", "", "Content-Length: 1\r\n")]
    public async Task DeadlineOfTheClient_OrOneThatIsSlowToSend_SaysNothingAgainstTheServer(string method, string query, string header)
    {
        using var deadline = new CancellationTokenSource();
        await using var gateway = await Gateway.StartAsync(HangAfterHeadAsync);
        await using var well = ScriptedBackend.Answering(gateway.Certificate, (connection, _) => connection.AnswerAsync(200, "well"));
        gateway.AddEndpoint(well.Endpoint);
        gateway.Prepare = request => request.Aborted = deadline.Token;
        await using var hung = await SendAsync(gateway, $"{Orders}{query}", method, header);
        await asked.Task.WaitAsync(Patience);
        await deadline.CancelAsync();
        using var reader = new StreamReader(hung);
        (await reader.ReadLineAsync()).ShouldStartWith("HTTP/1.1 504");

        gateway.Prepare = _ => { };
        (await gateway.SendAsync($"GET {Orders} HTTP/1.1")).ShouldEndWith("well");
        await using var stream = await SendAsync(gateway, Orders);

        await Eventually.TrueAsync(() => gateway.Backend.Connections == 2, "it takes its turn");
    }

    [Theory]
    [InlineData("?watch=1")]
    [InlineData("/one/log?follow=true")]
    public async Task LongRequestWithoutAHead_HasNoSeatAndEndsWithTheServer(string what)
    {
        await using var gateway = await Gateway.StartAsync(HangAsync);
        gateway.Prepare = Seat;
        var answer = gateway.SendAsync($"GET {Orders}{what} HTTP/1.1");
        await asked.Task.WaitAsync(Patience);
        await seatGiven.Task.WaitAsync(Patience);

        await gateway.DrainAsync();

        var text = await answer.WaitAsync(Patience);
        text.ShouldStartWith("HTTP/1.1 503");
        text.ShouldEndWith("error trying to reach service: the server is shutting down\n");
    }

    [Fact]
    public async Task Log_ServerStops_IsCutAndNotTakenForAWholeOne()
    {
        await using var gateway = await Gateway.StartAsync(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nln\n\r\n");
            await connection.ReadAsync();
        });
        await using var stream = await SendAsync(gateway, $"{Orders}/one/log?follow=true");
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is not "ln")
        {
        }

        await gateway.DrainAsync();

        var rest = reader.ReadToEndAsync().WaitAsync(Patience);
        try
        {
            (await rest).ShouldNotContain("0\r\n\r\n");
        }
        catch (IOException)
        {
            // reset
        }
    }

    [Fact]
    public async Task Tunnel_OfAnyPath_GivesItsSeatBackWhenItBegins()
    {
        await using var gateway = await Gateway.StartAsync(async connection =>
        {
            await connection.ReadAsync();
            seatGiven.Task.IsCompleted.ShouldBeFalse();
            asked.SetResult();
            await connection.WriteAsync("HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n");
            await connection.ReadAsync();
        });
        gateway.Prepare = Seat;
        await using var stream = await gateway.ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {Orders}/one/shell HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n"));

        await asked.Task.WaitAsync(Patience);
        await seatGiven.Task.WaitAsync(Patience);

        await gateway.DrainAsync();
        while (await stream.ReadAsync(new byte[100]).AsTask().WaitAsync(Patience) > 0)
        {
        }
    }

    private async Task HangAsync(BackendConnection connection)
    {
        await connection.ReadAsync();
        asked.TrySetResult();
        await connection.ReadAsync();
    }

    private async Task HangAfterHeadAsync(BackendConnection connection)
    {
        await connection.ReadHeadAsync();
        asked.TrySetResult();
        await connection.ReadAsync();
    }

    private void Seat(RequestContext request) => request.Seat = new Flag(seatGiven);

    private static async Task<NetworkStream> SendAsync(Gateway gateway, string path, string method = "GET", string header = "")
    {
        var stream = await gateway.ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: x\r\n{header}\r\n"));
        return stream;
    }

    private sealed class Flag(TaskCompletionSource disposed) : IDisposable
    {
        public void Dispose() => disposed.TrySetResult();
    }
}
