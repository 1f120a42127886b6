namespace Outrigger.Client.Rest;

internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Metadata = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
    public const string MetadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    public static string Of(PatchType type) => type switch
    {
        PatchType.Json => "application/json-patch+json",
        PatchType.Merge => "application/merge-patch+json",
        PatchType.Strategic => "application/strategic-merge-patch+json",
        PatchType.Apply => "application/apply-patch+yaml",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
