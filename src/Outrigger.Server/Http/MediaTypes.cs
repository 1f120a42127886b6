namespace Outrigger.Server.Http;

/// <summary>The media types of the API.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Yaml = "application/yaml";
    public const string Protobuf = "application/vnd.kubernetes.protobuf";
    public const string JsonPatch = "application/json-patch+json";
    public const string MergePatch = "application/merge-patch+json";
    public const string StrategicMergePatch = "application/strategic-merge-patch+json";
    public const string ApplyPatch = "application/apply-patch+yaml";
    public const string Text = "text/plain; charset=utf-8";

    /// <summary>What objects can be written as, in the order of Kubernetes' messages.</summary>
    public static readonly IReadOnlyList<string> Objects = [Json, Yaml, Protobuf];

    /// <summary>What watches can be written as.</summary>
    public static readonly IReadOnlyList<string> Streams = ["application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"];

    /// <summary>The header value without parameters, lower case.</summary>
    public static string WithoutParameters(string header)
    {
        var semicolon = header.IndexOf(';', StringComparison.Ordinal);
        return (semicolon < 0 ? header : header[..semicolon]).Trim().ToLowerInvariant();
    }
}
