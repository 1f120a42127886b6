using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Tests.Upstream;

public sealed class MisbehavingServerTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\n b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n folded\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX : a\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: a\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n")]
    [InlineData("HTTP/2 200\r\n\r\n")]
    [InlineData("\r\nHTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n")]
    public async Task SendAsync_AmbiguousHead_IsRefused(string answer)
    {
        await using var harness = Saying(answer);

        var fault = await Should.ThrowAsync<UpstreamException>(harness.GetAsync());

        fault.Failure.ShouldBe(UpstreamFailure.BadAnswer);
    }

    [Theory]
    [InlineData("3\nabc\r\n0\r\n\r\n")]
    [InlineData("3\r\nabc0\r\n\r\n")]
    [InlineData("3\r\nabcd\r\n0\r\n\r\n")]
    [InlineData("-3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("0x3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("\r\n")]
    [InlineData("3 x\r\nabc\r\n0\r\n\r\n")]
    [InlineData("3;a\nb\r\nabc\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffff1\r\nabc\r\n0\r\n\r\n")]
    [InlineData("3\r\nabc\r\n0\r\nTrailer: x\n\r\n")]
    [InlineData("3\r\nabc\r\n")]
    [InlineData("5\r\nabc")]
    public async Task ReadAsync_BadChunks_FailAndEndTheConnection(string chunks)
    {
        await using var harness = Saying($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");

        (await Should.ThrowAsync<UpstreamException>(harness.GetAsync())).Failure.ShouldBe(UpstreamFailure.BadAnswer);
        harness.Client.Pool.IdleCount.ShouldBe(0);
    }

    [Fact]
    public async Task ReadAsync_EndlessChunkExtensions_AreRefused()
    {
        var answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
            string.Concat(Enumerable.Repeat($"1;{new string('e', 900)}\r\na\r\n", 30)) + "0\r\n\r\n";
        await using var harness = Saying(answer);

        (await Should.ThrowAsync<UpstreamException>(harness.GetAsync())).Failure.ShouldBe(UpstreamFailure.BadAnswer);
    }

    [Fact]
    public async Task SendAsync_EndlessHeaders_AreRefusedAt64KiB()
    {
        await using var harness = new UpstreamHarness(async connection =>
        {
            await connection.ReadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\n");
            for (var i = 0; i < 10_000; i++)
            {
                await connection.WriteAsync($"X-{i}: {new string('x', 1000)}\r\n");
            }
        });

        var fault = await Should.ThrowAsync<UpstreamException>(harness.GetAsync());

        fault.Message.ShouldBe("the response headers exceed 65536 bytes");
    }

    [Fact]
    public async Task SendAsync_EndlessInterimAnswers_AreRefused()
    {
        await using var harness = Saying(string.Concat(Enumerable.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 10)));

        (await Should.ThrowAsync<UpstreamException>(harness.GetAsync())).Message.ShouldBe("too many interim responses");
    }

    [Fact]
    public async Task ReadAsync_ShortBody_IsUnexpectedEnd()
    {
        await using var harness = Saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");

        (await Should.ThrowAsync<UpstreamException>(harness.GetAsync())).Message.ShouldBe("unexpected EOF");
    }

    [Fact]
    public async Task SendAsync_AnswerWithMoreThanItSays_IsNotUsedAgain()
    {
        await using var harness = new UpstreamHarness(async connection =>
        {
            while (await connection.ReadAsync() is not null)
            {
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
            }
        });

        (await harness.GetAsync()).Body.ShouldBe("ok");
        (await harness.GetAsync()).Body.ShouldBe("ok");
        harness.Backend.Connections.ShouldBe(2);
    }

    private static UpstreamHarness Saying(string answer) => new(async connection =>
    {
        await connection.ReadAsync();
        await connection.WriteAsync(answer);
    });
}
