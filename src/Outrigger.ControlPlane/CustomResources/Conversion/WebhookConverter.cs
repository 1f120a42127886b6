using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ControlPlane.Webhooks;
using Outrigger.Server.Networking;

namespace Outrigger.ControlPlane.CustomResources.Conversion;

/// <summary>Converts the objects of a CRD through its webhook (<c>spec.conversion</c> with the strategy Webhook).</summary>
/// <param name="conversion">spec.conversion.</param>
/// <param name="resolve">Finds the webhook's Service.</param>
/// <param name="time">Ends a call that takes too long.</param>
internal sealed class WebhookConverter(JsonObject conversion, ServiceResolver resolve, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string? reviewVersion =
        ConversionReview.Pick(JsonNodes.StringList(JsonNodes.Get(conversion, "webhook", "conversionReviewVersions")));

    // Made with the first conversion: of many CRDs few ever convert.
    private readonly Lazy<WebhookClient> client =
        new(() => new WebhookClient(WebhookAddress.Read(JsonNodes.GetObject(conversion, "webhook", "clientConfig")), resolve, time));

    /// <summary>A <see cref="Registry.Models.RemoteConverter"/>.</summary>
    public async ValueTask<IReadOnlyList<JsonObject>> ConvertAsync(
        IReadOnlyList<JsonObject> objects, KindDefinition target, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(objects, target, cancellationToken).ConfigureAwait(false);
        }
        catch (WebhookException e)
        {
            throw Refuse(objects, $"failed: {e.Message}");
        }
        catch (ConversionException e)
        {
            throw Refuse(objects, e.Message);
        }
    }

    private async ValueTask<IReadOnlyList<JsonObject>> CallAsync(
        IReadOnlyList<JsonObject> objects, KindDefinition target, CancellationToken cancellationToken)
    {
        var version = reviewVersion ?? throw new WebhookException("no supported conversion review versions");
        var review = new ConversionReview(version, Guid.NewGuid().ToString());
        var desired = target.Kind.GroupVersion;
        var answer = await client.Value.PostAsync(review.Write(objects, desired), Limit, cancellationToken).ConfigureAwait(false);
        var converted = Read(review, answer);
        if (converted.Count != objects.Count)
        {
            throw new ConversionException($"returned {converted.Count} objects, expected {objects.Count}");
        }

        var single = objects.Count == 1;
        return [.. objects.Select((original, i) => ConvertedObject.Accept(original, converted[i], desired, single ? null : i))];
    }

    private static IReadOnlyList<JsonNode?> Read(ConversionReview review, byte[] answer)
    {
        try
        {
            return review.Read(answer);
        }
        catch (ConversionException e)
        {
            throw new WebhookException(e.Message, e);
        }
    }

    private static StatusException Refuse(IReadOnlyList<JsonObject> objects, string why) => ApiErrors.Plain(
        $"conversion webhook for {JsonNodes.GetString(objects[0], "apiVersion")}, Kind={JsonNodes.GetString(objects[0], "kind")} {why}");
}
