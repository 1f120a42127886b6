using System.Text;

namespace Outrigger.ApiMachinery.Protobuf;

/// <summary>The first three fields of a small message: what times, quantities and int-or-strings are made of.</summary>
internal readonly ref struct WireParts
{
    public WireParts(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        while (!reader.AtEnd)
        {
            var (number, type) = reader.ReadTag();
            switch (number)
            {
                case 1 when type == WireType.Varint: First = (long)reader.ReadVarint(); break;
                case 2 when type == WireType.Varint: Second = (long)reader.ReadVarint(); break;
                case 1 when type == WireType.Bytes: Text = Encoding.UTF8.GetString(reader.ReadBytes()); break;
                case 3 when type == WireType.Bytes: ThirdText = Encoding.UTF8.GetString(reader.ReadBytes()); break;
                default: reader.Skip(type); break;
            }
        }
    }

    public long First { get; }

    public long Second { get; }

    public string Text { get; } = "";

    public string ThirdText { get; } = "";
}
