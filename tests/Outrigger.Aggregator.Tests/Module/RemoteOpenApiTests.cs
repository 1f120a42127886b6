using System.Collections.Concurrent;
using System.Text;
using Outrigger.Aggregator.ApiServices;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Module;

public sealed class RemoteOpenApiTests
{
    private const string Path = "apis/shop.io/v1";

    private const string Swagger = """
        {"swagger":"2.0","paths":{"/apis/shop.io/v1/orders":{"get":{"produces":["application/json"],"responses":{"200":{"schema":{"$ref":"#/definitions/Order"}}}}},
         "/apis/apps/v1/deployments":{"get":{"responses":{"200":{"schema":{"$ref":"#/definitions/Evil"}}}}}},
         "definitions":{"Order":{"type":"object"},"Evil":{"type":"object"}}}
        """;

    private readonly ConcurrentQueue<ReceivedRequest> asked = [];
    private volatile int version = 1;

    [Fact]
    public async Task Documents_AreThereWhenTheServerIsAvailable()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering(Answer);

        await harness.RegisterAsync(backend);
        await harness.ConditionAsync("True", "Passed");

        await Eventually.TrueAsync(() => harness.OpenApi.Swaggers.Any(), "both documents");
        Text(harness.OpenApi.Documents.Single().Value.Read()).ShouldBe("""{"openapi":"3.0.0","hash":"H1"}""");
        harness.OpenApi.Documents.Single().Key.ShouldBe(Path);
        asked.ShouldAllBe(request => request.Values("X-Remote-User").Single() == "system:aggregator");
        asked.ShouldAllBe(request => request.Values("X-Remote-Group").Count == 0);
        asked.ShouldNotContain(request => request.Target.Contains("evil"), "the index may name only the server's own group version");
    }

    [Fact]
    public async Task Swagger_SpeaksOnlyOfItsOwnGroupVersion()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering(Answer);

        await harness.RegisterAsync(backend);
        await Eventually.TrueAsync(() => harness.OpenApi.Swaggers.Any(), "the document");

        var swagger = Text(harness.OpenApi.Swaggers.Single().Value.Read());
        swagger.ShouldContain("/apis/shop.io/v1/orders");
        swagger.ShouldNotContain("deployments");
        swagger.ShouldNotContain("Evil");
    }

    [Fact]
    public async Task Documents_ThatStayTheSame_AreNotSentAgain()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering(Answer);
        await harness.RegisterAsync(backend);
        await Eventually.TrueAsync(() => harness.OpenApi.Swaggers.Any(), "both documents");
        var first = harness.OpenApi.Documents.Single().Value;
        var swagger = harness.OpenApi.Swaggers.Single().Value;

        await MoveAsync(harness, () => asked.Count(r => r.Target == "/openapi/v2") == 2);
        asked.Last(r => r.Target == "/openapi/v2").Values("If-None-Match").ShouldBe(["\"S1\""]);
        asked.Count(r => r.Target.StartsWith("/openapi/v3/", StringComparison.Ordinal)).ShouldBe(1);
        harness.OpenApi.Documents.Single().Value.ShouldBeSameAs(first);
        harness.OpenApi.Swaggers.Single().Value.ShouldBeSameAs(swagger);

        version = 2;
        await MoveAsync(harness, () => harness.OpenApi.Documents.Single().Value.Hash != first.Hash);
        Text(harness.OpenApi.Documents.Single().Value.Read()).ShouldContain("H2");
    }

    [Fact]
    public async Task Documents_OfAnApiServiceThatIsGone_AreGone()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering(Answer);
        await harness.RegisterAsync(backend);
        await Eventually.TrueAsync(() => harness.OpenApi.Swaggers.Any(), "both documents");

        await harness.Objects.DeleteAsync(ApiServiceKind.Resource, "v1.shop.io");

        await Eventually.TrueAsync(() => harness.Remote is null, "the group version is gone");
        harness.OpenApi.Documents.ShouldBeEmpty();
        harness.OpenApi.Swaggers.ShouldBeEmpty();
    }

    [Fact]
    public async Task ServerWithoutV3_IsDescribedInV3ByItsV2()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering((connection, request) =>
            request.Target == "/openapi/v3" ? connection.AnswerAsync(404, "") : Answer(connection, request));

        await harness.RegisterAsync(backend);

        await Eventually.TrueAsync(() => harness.OpenApi.Documents.Any(), "the v3 document");
        harness.OpenApi.Documents.Single().Key.ShouldBe(Path);
        var document = Text(harness.OpenApi.Documents.Single().Value.Read());
        document.ShouldStartWith("{\"openapi\":\"3.0.0\"");
        document.ShouldContain("#/components/schemas/Order");
        document.ShouldNotContain("Evil");
    }

    [Fact]
    public async Task Documents_ComeInTheOrderOfTheirGroupsPriorities()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering(Answer);
        foreach (var (name, priority) in new[] { ("aaa.io", 500), ("bbb.io", 2000) })
        {
            await harness.CreateApiServiceAsync($"v1.{name}", $$"""
                {"group":"{{name}}","version":"v1","groupPriorityMinimum":{{priority}},"versionPriority":15,"service":{"namespace":"shop","name":"api"},
                 "caBundle":"{{Convert.ToBase64String(harness.Pki.Bundle)}}"}
                """);
        }

        await harness.RegisterAsync(backend);
        await Eventually.TrueAsync(() => harness.OpenApi.Swaggers.Count() == 3, "all documents");

        harness.OpenApi.Swaggers.Select(s => s.Key).ShouldBe(["apis/bbb.io/v1", "apis/shop.io/v1", "apis/aaa.io/v1"]);
    }

    [Fact]
    public async Task SwaggerThatIsLost_StaysAsItWas()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        var lost = 0;
        var isLost = false;
        await using var backend = harness.Answering((connection, request) =>
        {
            if (!isLost || request.Target != "/openapi/v2")
            {
                return Answer(connection, request);
            }

            Interlocked.Increment(ref lost);
            return connection.AnswerAsync(404, "");
        });
        await harness.RegisterAsync(backend);
        await Eventually.TrueAsync(() => harness.OpenApi.Swaggers.Any(), "the v2 document");
        var swagger = harness.OpenApi.Swaggers.Single().Value;

        isLost = true;
        await MoveAsync(harness, () => lost == 2);

        harness.OpenApi.Swaggers.Single().Value.ShouldBeSameAs(swagger);
    }

    [Fact]
    public async Task EndlessDocument_IsNotTakenAndHidesNoOther()
    {
        // T-64
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering(async (connection, request) =>
        {
            if (!request.Target.StartsWith("/openapi/v3/", StringComparison.Ordinal))
            {
                await Answer(connection, request);
                return;
            }

            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            var piece = $"100000\r\n{new string(' ', 1 << 20)}\r\n";
            for (var i = 0; i < 100; i++)
            {
                await connection.WriteAsync(piece);
            }
        });

        await harness.RegisterAsync(backend);

        await Eventually.TrueAsync(() => harness.OpenApi.Swaggers.Any(), "the v2 document");
        harness.OpenApi.Documents.ShouldBeEmpty();
    }

    [Fact]
    public async Task HangingDocument_DelaysNothing()
    {
        // T-64
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering((connection, request) =>
            request.Target.StartsWith("/openapi", StringComparison.Ordinal) ? connection.ReadAsync() : Answer(connection, request));
        await harness.RegisterAsync(backend);

        // long before the document is given up, after 60 s
        await MoveAsync(harness, () => harness.Remote is { IsStale: false }, TimeSpan.FromSeconds(0.25), steps: 36);

        await harness.ConditionAsync("True", "Passed");
        harness.OpenApi.Documents.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"openapi\":")]
    [InlineData("{\"openapi\":\"3\",\"openapi\":\"3\"}")]
    public async Task BrokenDocument_IsNotTaken(string broken)
    {
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering((connection, request) =>
            request.Target.StartsWith("/openapi/v3/", StringComparison.Ordinal) ? connection.AnswerAsync(200, broken) : Answer(connection, request));

        await harness.RegisterAsync(backend);

        await Eventually.TrueAsync(() => harness.OpenApi.Swaggers.Any(), "the v2 document");
        harness.OpenApi.Documents.ShouldBeEmpty();
    }

    private Task Answer(BackendConnection connection, ReceivedRequest request)
    {
        if (!request.Target.StartsWith("/openapi", StringComparison.Ordinal))
        {
            return connection.AnswerAsync(200, request.Target == "/apis" ? "{}" : """{"kind":"APIResourceList","resources":[]}""", "Content-Type: application/json");
        }

        asked.Enqueue(request);
        return request.Target switch
        {
            "/openapi/v3" => connection.AnswerAsync(200, $$$$"""
                {"paths":{"apis/shop.io/v1":{"serverRelativeURL":"/openapi/v3/apis/shop.io/v1?hash=H{{{{version}}}}"},
                 "apis/apps/v1":{"serverRelativeURL":"/openapi/v3/evil?hash=1"}}}
                """),
            "/openapi/v2" when request.Values("If-None-Match") is ["\"S1\""] => connection.AnswerAsync(304, ""),
            "/openapi/v2" => connection.AnswerAsync(200, Swagger, "ETag: \"S1\""),
            var target => connection.AnswerAsync(200, $$"""{"openapi":"3.0.0","hash":"{{target[^2..]}}"}"""),
        };
    }

    private static async Task MoveAsync(AggregatorHarness harness, Func<bool> condition, TimeSpan? step = null, int steps = 40)
    {
        for (var i = 0; i < steps && !condition(); i++)
        {
            harness.Clock.Advance(step ?? TimeSpan.FromSeconds(5));
            try
            {
                await Eventually.TrueAsync(condition, "the change", TimeSpan.FromMilliseconds(200));
            }
            catch (TimeoutException)
            {
                // not yet
            }
        }

        condition().ShouldBeTrue();
    }

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
