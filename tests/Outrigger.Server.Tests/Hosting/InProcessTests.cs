using System.Text;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Server.Tests.Hosting;

public class InProcessTests
{
    private const string ConfigMaps = "https://in.process/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Send_EveryVerb_EntersThePipelineAsTheGivenUser()
    {
        await using var server = await TestServer.StartAsync();
        using var admin = new HttpClient(server.Server.CreateInProcessHandler(new UserInfo("system:controller", [UserInfo.MastersGroup])));
        using var nobody = new HttpClient(server.Server.CreateInProcessHandler(new UserInfo("nobody", [])));

        using var created = await admin.PostAsync(ConfigMaps, new StringContent("""{"metadata":{"name":"a"}}""", Encoding.UTF8, "application/json"), TestServer.Token);
        var read = ObjectReader.Read(await admin.GetByteArrayAsync($"{ConfigMaps}/a", TestServer.Token));
        using var forbidden = await nobody.GetAsync($"{ConfigMaps}/a", TestServer.Token);

        ((int)created.StatusCode).ShouldBe(201);
        JsonNodes.GetString(read, "metadata", "name").ShouldBe("a");
        ((int)forbidden.StatusCode).ShouldBe(403);
    }

    [Fact]
    public async Task Send_Watch_StreamsAndEndsWhenTheAnswerIsLetGo()
    {
        await using var server = await TestServer.StartAsync();
        using var admin = new HttpClient(server.Server.CreateInProcessHandler(new UserInfo("system:controller", [UserInfo.MastersGroup])));
        var response = await admin.GetAsync($"{ConfigMaps}?watch=true", HttpCompletionOption.ResponseHeadersRead, TestServer.Token);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(TestServer.Token));

        await server.CreateConfigMapAsync("a");
        (await events.ReadLineAsync(TestServer.Token))!.ShouldStartWith("""{"type":"ADDED","object":{"kind":"ConfigMap",""");

        response.Dispose();
        var limit = await admin.GetAsync($"{ConfigMaps}/a", TestServer.Token);
        ((int)limit.StatusCode).ShouldBe(200);
    }
}
