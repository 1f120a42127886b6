using Outrigger.Registry.Typed;

namespace WidgetApiServer;

/// <summary>An image must name its version: latest means something else tomorrow. Images of before may stay.</summary>
internal sealed class ImagePolicy : TypedAdmission<Widget>
{
    public override ValueTask ValidateAsync(TypedAdmissionRequest<Widget> request, FieldErrors errors, CancellationToken cancellationToken)
    {
        var image = request.Object!.Spec.Image;
        if (image != request.OldObject?.Spec.Image && image.EndsWith(":latest", StringComparison.Ordinal))
        {
            errors.Forbidden("spec.image", "name a version instead of latest");
        }
        else if (request.OldObject is { } old && old.Spec.Image != image)
        {
            request.Warn($"all {request.Object.Spec.Replicas} replicas will get the image {image}");
        }

        return ValueTask.CompletedTask;
    }
}
