namespace Outrigger.Server.Http;

/// <summary>How a body is encoded.</summary>
public enum WireEncoding
{
    Json,
    Yaml,
    Protobuf,
}
