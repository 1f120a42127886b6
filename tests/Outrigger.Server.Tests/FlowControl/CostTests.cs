using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.FlowControl;
using Outrigger.Server.FlowControl.Specs;
using Outrigger.Server.FlowControl.Work;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.FlowControl;

/// <summary>What flow control costs a request that need not wait.</summary>
[CollectionDefinition(nameof(CostTests), DisableParallelization = true)]
[Collection(nameof(CostTests))]
public sealed class CostTests
{
    private const int Batch = 500;
    private const int Batches = 4;

    [Theory]
    [InlineData("jane", "system:authenticated")]
    [InlineData("system:serviceaccount:default:builder", "system:serviceaccounts")]
    [InlineData("admin", UserInfo.MastersGroup)]
    public async Task Get_NothingWaits_CostsOneSmallObjectAndNoWait(string name, string group)
    {
        var controller = new FlowController(new FlowControlOptions(), TimeProvider.System);
        controller.Configure(FlowControlObjects.Schemas().Select(WithUid), FlowControlObjects.Levels().Select(WithUid));
        var limiter = new PriorityLimiter(controller, new WorkEstimator(_ => 0, new WatchTracker()), TimeProvider.System);
        var info = RequestInfoParser.Parse("GET", "/api/v1/namespaces/default/configmaps/a", "");
        var request = new RequestContext(new DefaultHttpContext(), info, "id", DateTimeOffset.UnixEpoch)
        {
            User = new UserInfo(name, ["dev", "ops", group, UserInfo.AuthenticatedGroup]),
        };
        var bytes = 0L;
        for (var i = 0; i < Batches; i++)
        {
            // the last one counts: all is made by then that is made once
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var j = 0; j < Batch; j++)
            {
                var entering = limiter.EnterAsync(request);
                entering.IsCompletedSuccessfully.ShouldBeTrue();
                (await entering)!.Dispose();
            }

            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        (bytes / Batch).ShouldBeLessThanOrEqualTo(160);
    }

    private static JsonObject WithUid(JsonObject obj)
    {
        obj["metadata"]!["uid"] = Guid.NewGuid().ToString();
        return obj;
    }
}
