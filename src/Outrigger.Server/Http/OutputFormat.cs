namespace Outrigger.Server.Http;

/// <summary>How an answer is written, as negotiated.</summary>
/// <param name="Encoding">JSON, YAML or protobuf.</param>
/// <param name="Form">Whole object, table or metadata.</param>
/// <param name="FormVersion">The version of meta.k8s.io for tables and metadata: v1 or v1beta1; empty for whole objects.</param>
/// <param name="Pretty">Indented JSON for people.</param>
public readonly record struct OutputFormat(WireEncoding Encoding, ObjectForm Form, string FormVersion, bool Pretty)
{
    /// <summary>Whether stored bytes can be copied as they are.</summary>
    public bool IsPlainJson => Encoding == WireEncoding.Json && Form == ObjectForm.Whole && !Pretty;

    /// <summary>The Content-Type of an answer that is no stream.</summary>
    public string ContentType => Encoding switch
    {
        WireEncoding.Yaml => MediaTypes.Yaml,
        WireEncoding.Protobuf => MediaTypes.Protobuf,
        _ => MediaTypes.Json,
    };
}
