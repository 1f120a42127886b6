namespace Outrigger.ApiMachinery.Protobuf;

/// <summary>How a field lies on the wire (protobuf encoding).</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
