using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.CustomResources.Conversion;

/// <summary>What is sent to a conversion webhook, and what must come back (apiextensions.k8s.io ConversionReview, v1 and v1beta1).</summary>
/// <param name="version">The version of the review.</param>
/// <param name="uid">Of the request; the answer repeats it.</param>
internal sealed class ConversionReview(string version, string uid)
{
    private const string Group = "apiextensions.k8s.io";

    /// <summary>The first of a CRD's conversionReviewVersions that this server knows; null for none.</summary>
    public static string? Pick(IEnumerable<string> versions) => versions.FirstOrDefault(v => v is "v1" or "v1beta1");

    /// <summary>The request; the objects are left as they are.</summary>
    public byte[] Write(IReadOnlyList<JsonObject> objects, GroupVersion desired)
    {
        var list = new JsonArray([.. objects]);
        var bytes = ObjectWriter.ToUtf8(new JsonObject
        {
            ["kind"] = "ConversionReview",
            ["apiVersion"] = $"{Group}/{version}",
            ["request"] = new JsonObject { ["uid"] = uid, ["desiredAPIVersion"] = desired.ToString(), ["objects"] = list },
            ["response"] = new JsonObject
            {
                ["uid"] = "",
                ["convertedObjects"] = null,
                ["result"] = new JsonObject { ["metadata"] = new JsonObject() },
            },
        });
        list.Clear();
        return bytes;
    }

    /// <summary>The converted objects of an answer. Throws <see cref="ConversionException"/> when it is none or no success.</summary>
    public IReadOnlyList<JsonNode?> Read(byte[] answer)
    {
        var review = Parse(answer);
        if (version is "v1" && (Text(review, "apiVersion") != $"{Group}/v1" || Text(review, "kind") is not "ConversionReview"))
        {
            throw new ConversionException(
                $"expected webhook response of {Group}/v1, Kind=ConversionReview, got {Text(review, "apiVersion")}, Kind={Text(review, "kind")}");
        }

        if (review["response"] is not JsonObject response)
        {
            throw new ConversionException("no response provided");
        }

        if (version is "v1" && Text(response, "uid") != uid)
        {
            throw new ConversionException($"expected response.uid={GoText.Quote(uid)}, got {GoText.Quote(Text(response, "uid"))}");
        }

        var result = response["result"] as JsonObject ?? [];
        if (Text(result, "status") is not "Success")
        {
            var said = Text(result, "message");
            throw new ConversionException(said.Length > 0 ? said : $"response.result.status was '{Text(result, "status")}', not 'Success'");
        }

        var objects = response["convertedObjects"] as JsonArray ?? [];
        var all = objects.ToList();
        objects.Clear();
        return all;
    }

    private static JsonObject Parse(byte[] answer)
    {
        try
        {
            return ObjectReader.Read(answer);
        }
        catch (ObjectReadException e)
        {
            throw new ConversionException($"the answer is no ConversionReview: {e.Message}");
        }
    }

    private static string Text(JsonObject obj, string field) => JsonNodes.GetString(obj, field) ?? "";
}
