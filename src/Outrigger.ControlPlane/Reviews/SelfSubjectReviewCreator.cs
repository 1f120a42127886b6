using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Reviews;

/// <summary>Tells the caller who he is (<c>kubectl auth whoami</c>).</summary>
internal sealed class SelfSubjectReviewCreator : IObjectCreator
{
    /// <inheritdoc/>
    public ValueTask<StoredObject> CreateAsync(OperationContext context, JsonObject body, CancellationToken cancellationToken)
    {
        var metadata = new JsonObject { ["creationTimestamp"] = KubernetesTime.Format(context.Now) };
        var status = new JsonObject { ["userInfo"] = ReviewObjects.UserInfo(context.User) };
        return ValueTask.FromResult(ReviewObjects.Answer(ReviewObjects.Authentication, "SelfSubjectReview", metadata, null, status));
    }
}
