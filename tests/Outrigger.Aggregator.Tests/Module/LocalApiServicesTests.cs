using System.Text.Json.Nodes;
using Outrigger.Aggregator.ApiServices;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Admission;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Module;

/// <summary>The table of kube-aggregator's autoregister controller.</summary>
public sealed class LocalApiServicesTests
{
    private const string Custom = "v1.mine.io";
    private const string BuiltIn = "v1.discovery.k8s.io";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task CustomGroup_IsMadeAgainMendedAndDeleted()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        harness.PublishCustom("mine.io");
        await SpecAsync(harness, Custom, 1000);

        await harness.Objects.DeleteAsync(ApiServiceKind.Resource, Custom);
        await SpecAsync(harness, Custom, 1000);

        await harness.Objects.UpdateAsync(ApiServiceKind.Resource, Custom, a => a["spec"]!["groupPriorityMinimum"] = 5);
        await SpecAsync(harness, Custom, 1000);

        harness.PublishCustom(null);
        await GoneAsync(harness, Custom);
    }

    [Fact]
    public async Task CustomGroup_ThatLostItsLabel_IsItsOwners()
    {
        await using var harness = await AggregatorHarness.StartAsync();
        harness.PublishCustom("mine.io");
        await SpecAsync(harness, Custom, 1000);

        await harness.Objects.UpdateAsync(ApiServiceKind.Resource, Custom, a =>
        {
            ((JsonObject)a["metadata"]!).Remove("labels");
            a["spec"]!["groupPriorityMinimum"] = 5;
        });
        harness.PublishCustom("mine.io", "other.io");
        await SpecAsync(harness, "v1.other.io", 1000);
        await SpecAsync(harness, Custom, 5);

        harness.PublishCustom(null);
        await GoneAsync(harness, "v1.other.io");
        await SpecAsync(harness, Custom, 5);
    }

    [Fact]
    public async Task BuiltInGroup_IsMendedAtStartAlone()
    {
        await using var harness = await AggregatorHarness.StartAsync(before: async h =>
        {
            await h.CreateApiServiceAsync(BuiltIn, Local("discovery.k8s.io"));
            await h.CreateApiServiceAsync("v1.gone.k8s.io", Local("gone.k8s.io"));
            await LabelAsync(h, BuiltIn);
            await LabelAsync(h, "v1.gone.k8s.io");
        });
        await SpecAsync(harness, BuiltIn, 16200);
        await GoneAsync(harness, "v1.gone.k8s.io");

        await harness.Objects.UpdateAsync(ApiServiceKind.Resource, BuiltIn, a => a["spec"]!["groupPriorityMinimum"] = 7);
        await harness.Objects.DeleteAsync(ApiServiceKind.Resource, "v1.");
        await harness.CreateApiServiceAsync("v1.late.k8s.io", Local("late.k8s.io"));
        await LabelAsync(harness, "v1.late.k8s.io");
        harness.PublishCustom("mine.io");
        await SpecAsync(harness, Custom, 1000);

        await SpecAsync(harness, BuiltIn, 7);
        await GoneAsync(harness, "v1.");
        await SpecAsync(harness, "v1.late.k8s.io", 3);
    }

    [Fact]
    public async Task ConditionOfALocalOne_ThatCouldNotBeWritten_IsWrittenLater()
    {
        var admission = new FailingOnce();
        await using var harness = await AggregatorHarness.StartAsync(admission: new AdmissionChain([admission]));
        await harness.CreateServiceAsync();
        await harness.CreateApiServiceAsync();
        await harness.ConditionAsync("False", "EndpointsNotFound");

        admission.Fails = 1;
        await harness.UpdateApiServiceAsync(a =>
        {
            ((JsonObject)a["spec"]!).Remove("service");
            ((JsonObject)a["spec"]!).Remove("caBundle");
        });
        await Eventually.TrueAsync(() => admission.Fails == 0, "the failure", Limit);
        await Eventually.TrueAsync(
            async () =>
            {
                harness.Clock.Advance(TimeSpan.FromSeconds(1));
                return ApiServiceReader.ReadCondition(await harness.GetApiServiceAsync()) is { Reason: "Local" };
            },
            "the condition",
            Limit);
    }

    [Fact]
    public async Task CustomGroup_ServerStartsAgain_KeepsItsObject()
    {
        await using var harness = await AggregatorHarness.StartAsync(local: false, before: async h =>
        {
            await h.CreateApiServiceAsync(Custom, Local("mine.io"));
            await LabelAsync(h, Custom, "true");
        });
        var uid = await UidAsync(harness);

        // the feeds know it, and the control plane has its custom kinds only now
        await Eventually.TrueAsync(async () => ApiServiceReader.ReadCondition((await FindAsync(harness, Custom))!) is not null, "it is known", Limit);
        harness.PublishCustom("mine.io");
        harness.StartLocalApiServices();
        await SpecAsync(harness, Custom, 1000);

        (await UidAsync(harness)).ShouldBe(uid);
    }

    [Fact]
    public async Task CustomGroup_OfAnotherServer_IsLeftToIt()
    {
        await using var harness = await AggregatorHarness.StartAsync(before: async h =>
        {
            await h.CreateApiServiceAsync("v1.gone.io", Local("gone.io"));
            await LabelAsync(h, "v1.gone.io", "true");
        });
        await GoneAsync(harness, "v1.gone.io");

        await harness.CreateApiServiceAsync("v1.elsewhere.io", Local("elsewhere.io"));
        await LabelAsync(harness, "v1.elsewhere.io", "true");
        harness.PublishCustom("mine.io");
        await SpecAsync(harness, Custom, 1000);

        await SpecAsync(harness, "v1.elsewhere.io", 3);
    }

    private static Task LabelAsync(AggregatorHarness harness, string name, string managed = "onstart") => harness.Objects.UpdateAsync(
        ApiServiceKind.Resource, name, a => a["metadata"]!["labels"] = new JsonObject { [ApiServiceKind.ManagedLabel] = managed });

    private static string Local(string group) =>
        $$"""{"group":"{{group}}","version":"v1","groupPriorityMinimum":3,"versionPriority":3}""";

    private static Task SpecAsync(AggregatorHarness harness, string name, int priority) => Eventually.TrueAsync(
        async () => await FindAsync(harness, name) is { } found && JsonNodes.GetLong(found, "spec", "groupPriorityMinimum") == priority,
        $"{name} with {priority}",
        Limit);

    private static Task GoneAsync(AggregatorHarness harness, string name) =>
        Eventually.TrueAsync(async () => await FindAsync(harness, name) is null, $"{name} is gone", Limit);

    private static async Task<string?> UidAsync(AggregatorHarness harness) =>
        JsonNodes.GetString((await FindAsync(harness, Custom))!, "metadata", "uid");

    private static async Task<JsonObject?> FindAsync(AggregatorHarness harness, string name)
    {
        try
        {
            return await harness.GetApiServiceAsync(name);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            return null;
        }
    }

    private sealed class FailingOnce : IAdmissionPlugin
    {
        public string Name => "failing";

        public int Fails { get; set; }

        public bool Handles(AdmissionRequest request) => request.Context.Subresource == "status";

        public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
        {
            if (Fails > 0)
            {
                Fails--;
                throw ApiErrors.Internal("the disk is full");
            }

            return default;
        }

        public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => default;
    }
}
