namespace Outrigger.Server.Endpoints;

/// <summary>The constant parts of PartialObjectMetadata answers.</summary>
internal static class MetadataBytes
{
    private static readonly byte[] ItemV1 = "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\","u8.ToArray();
    private static readonly byte[] ItemV1Beta1 = "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1beta1\","u8.ToArray();
    private static readonly byte[] ListV1 =
        "{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":{"u8.ToArray();

    private static readonly byte[] ListV1Beta1 =
        "{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"meta.k8s.io/v1beta1\",\"metadata\":{"u8.ToArray();

    public static byte[] Item(string version) => version == "v1" ? ItemV1 : ItemV1Beta1;

    public static byte[] List(string version) => version == "v1" ? ListV1 : ListV1Beta1;
}
