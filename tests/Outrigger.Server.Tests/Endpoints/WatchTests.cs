using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Server.Tests.Endpoints;

public class WatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Watch_Changes_ArriveAsTheyHappen()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("a");
        using var events = await OpenAsync(server, $"{ConfigMaps}?watch=true");

        (await ReadAsync(events)).ShouldBe(("ADDED", "a"));
        await server.CreateConfigMapAsync("b");
        (await ReadAsync(events)).ShouldBe(("ADDED", "b"));
        await server.JsonAsync(TestServer.Request(HttpMethod.Patch, $"{ConfigMaps}/b", """{"data":{"x":"y"}}""", "application/merge-patch+json"));
        (await ReadAsync(events)).ShouldBe(("MODIFIED", "b"));
        await server.JsonAsync(TestServer.Request(HttpMethod.Delete, $"{ConfigMaps}/a"));
        (await ReadAsync(events)).ShouldBe(("DELETED", "a"));
    }

    [Fact]
    public async Task Watch_OldPathOfOneObject_SeesThatObjectAlone()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("a");
        await server.CreateConfigMapAsync("b");
        using var events = await OpenAsync(server, "/api/v1/watch/namespaces/default/configmaps/b");

        (await ReadAsync(events)).ShouldBe(("ADDED", "b"));
        var (code, _) = await server.GetAsync("/api/v1/watch/namespaces/default/configmaps/b?fieldSelector=metadata.name%3Dc");
        code.ShouldBe(400);
    }

    [Fact]
    public async Task Watch_Timeout_EndsTheStreamCleanly()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(TestServer.Get($"{ConfigMaps}?watch=true&timeoutSeconds=1"));

        (await response.Content.ReadAsStringAsync(TestServer.Token)).ShouldBe("");
    }

    [Fact]
    public async Task Watch_BadTimeout_IsRefused()
    {
        await using var server = await TestServer.StartAsync();

        var (code, status) = await server.GetAsync($"{ConfigMaps}?watch=true&timeoutSeconds=x");

        (code, JsonNodes.GetString(status, "message")).ShouldBe((400, "strconv.ParseInt: parsing \"x\": invalid syntax"));
    }

    [Fact]
    public async Task Watch_ServerStops_EndsTheStreamCleanly()
    {
        var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("a");
        using var events = await OpenAsync(server, $"{ConfigMaps}?watch=true");
        (await ReadAsync(events)).ShouldBe(("ADDED", "a"));

        var stopping = server.Server.StopAsync(TestServer.Token);

        (await events.ReadLineAsync(TestServer.Token)).ShouldBeNull();
        await stopping;
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Watch_AsTable_NamesItsColumnsOnce()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("a");
        await server.CreateConfigMapAsync("b");
        using var events = await OpenAsync(server, $"{ConfigMaps}?watch=true", "application/json;as=Table;v=v1;g=meta.k8s.io");

        (await EventAsync(events))["object"]!["columnDefinitions"].ShouldBeOfType<JsonArray>();
        (await EventAsync(events))["object"]!["columnDefinitions"].ShouldBeNull();
    }

    [Fact]
    public async Task Watch_List_EndsWithAMarkedBookmark()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("a");
        using var events = await OpenAsync(
            server, $"{ConfigMaps}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");

        (await ReadAsync(events)).ShouldBe(("ADDED", "a"));
        var bookmark = await EventAsync(events);
        JsonNodes.GetString(bookmark, "type").ShouldBe("BOOKMARK");
        JsonNodes.GetString(bookmark, "object", "metadata", "annotations", "k8s.io/initial-events-end").ShouldBe("true");
    }

    [Fact]
    public async Task Watch_Protobuf_SendsFrames()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateConfigMapAsync("a");
        using var response = await server.SendAsync(TestServer.Get($"{ConfigMaps}?watch=true", "application/vnd.kubernetes.protobuf;stream=watch"));
        await using var stream = await response.Content.ReadAsStreamAsync(TestServer.Token);

        var head = new byte[4];
        await stream.ReadExactlyAsync(head, TestServer.Token);
        var frame = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head)];
        await stream.ReadExactlyAsync(frame, TestServer.Token);

        response.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal).ShouldBe("application/vnd.kubernetes.protobuf;stream=watch");
        Encoding.UTF8.GetString(frame.AsSpan(2, 5)).ShouldBe("ADDED");
    }

    private static async Task<StreamReader> OpenAsync(TestServer server, string path, string? accept = null)
    {
        var response = await server.SendAsync(TestServer.Get(path, accept));
        ((int)response.StatusCode).ShouldBe(200);
        return new StreamReader(await response.Content.ReadAsStreamAsync(TestServer.Token));
    }

    private static async Task<JsonObject> EventAsync(StreamReader events) =>
        ObjectReader.Read(Encoding.UTF8.GetBytes((await events.ReadLineAsync(TestServer.Token))!));

    private static async Task<(string? Type, string? Name)> ReadAsync(StreamReader events)
    {
        var found = await EventAsync(events);
        return (JsonNodes.GetString(found, "type"), JsonNodes.GetString(found, "object", "metadata", "name"));
    }
}
