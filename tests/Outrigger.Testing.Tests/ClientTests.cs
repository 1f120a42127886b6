using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Client.Watching;
using Outrigger.Testing.Servers;

namespace Outrigger.Testing.Tests;

/// <summary>What the client offers to operators, against a server.</summary>
public sealed class ClientTests
{
    private static readonly ResourcePath Maps = new(new GroupVersionResource("", "v1", "configmaps"), "default");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Apply_OfTwoManagers_HeedsWhoseFieldsTheyAre()
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);
        await server.Client.ApplyAsync(Maps, Map("a", "1"), new WriteOptions { FieldManager = "one" }, Token);

        var conflict = await Should.ThrowAsync<StatusException>(
            () => server.Client.ApplyAsync(Maps, Map("a", "2"), new WriteOptions { FieldManager = "two" }, Token));
        var dry = await server.Client.ApplyAsync(Maps, Map("a", "2"), new WriteOptions { FieldManager = "two", Force = true, DryRun = true }, Token);
        var stored = await server.Client.GetAsync(Maps.Named("a"), Token);

        conflict.Status.Code.ShouldBe(409);
        JsonNodes.GetString(dry, "data", "k").ShouldBe("2");
        JsonNodes.GetString(stored, "data", "k").ShouldBe("1");
        JsonNodes.Objects(stored, "metadata", "managedFields").Select(m => JsonNodes.GetString(m, "manager")).ShouldBe(["one"]);
    }

    [Fact]
    public async Task Create_Strict_RefusesUnknownFields()
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);
        var map = Map("a", "1");
        map["dtaa"] = new JsonObject();

        var refused = await Should.ThrowAsync<StatusException>(
            () => server.Client.CreateAsync(Maps, map, new WriteOptions { FieldValidation = "Strict" }, Token));

        refused.Status.Code.ShouldBe(400);
    }

    [Fact]
    public async Task Wait_UntilAnObjectIsAsItShouldBe_ThenUntilItIsGone()
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);
        var waiting = server.Client.WaitAsync(Maps.Named("a"), found => JsonNodes.GetString(found, "data", "k") is "2", Token);
        await server.Client.CreateAsync(Maps, Map("b", "2"), Token);
        await server.Client.CreateAsync(Maps, Map("a", "1"), Token);
        waiting.IsCompleted.ShouldBeFalse();
        await server.Client.ReplaceAsync(Maps, Map("a", "2"), Token);
        JsonNodes.GetString((await waiting).ShouldNotBeNull(), "metadata", "name").ShouldBe("a");

        var gone = server.Client.WaitAsync(Maps.Named("a"), found => found is null, Token);
        await server.Client.DeleteAsync(Maps.Named("a"), null, Token);
        (await gone).ShouldBeNull();

        (await server.Client.WaitAsync(Maps.Named("b"), found => found is not null, Token)).ShouldNotBeNull();
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var never = server.Client.WaitAsync(Maps.Named("c"), found => found is not null, impatient.Token);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => never);
        await Should.ThrowAsync<ArgumentException>(() => server.Client.WaitAsync(Maps, found => found is not null, Token));
    }

    private static JsonObject Map(string name, string value) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["data"] = new JsonObject { ["k"] = value },
    };
}
