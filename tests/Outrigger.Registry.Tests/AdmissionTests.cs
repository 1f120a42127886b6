using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Models;
using Outrigger.TestKit;
using Shouldly;

namespace Outrigger.Registry.Tests;

public sealed class AdmissionTests
{
    [Fact]
    public async Task CreateAsync_Plugins_MutateFirstAndValidateLast()
    {
        var log = new List<string>();
        await using var registry = await TestRegistry.StartAsync(With(new Plugin("a", log), new Plugin("b", log)));

        var made = await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        log.ShouldBe(["mutate a", "mutate b", "validate a", "validate b"]);
        made.Labels.Keys.ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task UpdateAsync_Plugin_SeesTheOldObject()
    {
        var log = new List<string>();
        await using var registry = await TestRegistry.StartAsync(With(new Plugin("a", log) { LogsOld = true }));
        await registry.CreateAsync("""{"metadata":{"name":"one"},"data":{"k":"1"}}""");
        log.Clear();

        await registry.MergeAsync("one", """{"data":{"k":"2"}}""");

        log.ShouldBe(["mutate a", "old 1", "validate a", "old 1"]);
    }

    [Fact]
    public async Task DeleteAsync_Refused_KeepsTheObject()
    {
        await using var registry = await TestRegistry.StartAsync(With(new Plugin("a", []) { Refuses = AdmissionOperation.Delete }));
        await registry.CreateAsync("""{"metadata":{"name":"one"}}""");

        var status = await TestRegistry.RefusalAsync(() => registry.DeleteAsync("one"));

        status.Code.ShouldBe(403);
        (await registry.GetAsync("one")).Name.ShouldBe("one");
    }

    private static ResourceModel With(params IReadOnlyList<IAdmissionPlugin> plugins) =>
        TestKinds.ConfigMaps with { Admission = new AdmissionChain(plugins) };

    private sealed class Plugin(string name, List<string> log) : IAdmissionPlugin
    {
        public string Name => name;

        public bool LogsOld { get; init; }

        public AdmissionOperation? Refuses { get; init; }

        public bool Handles(AdmissionRequest request) => true;

        public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
        {
            log.Add($"mutate {name}");
            LogOld(request);
            if (request.Object is { } obj)
            {
                MetadataView.Of(obj).SetLabel(name, "here");
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
        {
            log.Add($"validate {name}");
            LogOld(request);
            return request.Operation == Refuses
                ? throw ApiErrors.Forbidden(request.Context.Resource.GroupResource, request.Context.Name, "no")
                : ValueTask.CompletedTask;
        }

        private void LogOld(AdmissionRequest request)
        {
            if (LogsOld)
            {
                log.Add($"old {JsonNodes.GetString(request.OldObject, "data", "k")}");
            }
        }
    }
}
