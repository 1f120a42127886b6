using System.Text;

namespace Outrigger.ApiMachinery.Tests.Gnostic;

/// <summary>A protobuf message read by its numbers alone: knows nothing of what was meant to be written.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Number, object Value)> fields = [];

    public WireMessage(byte[] bytes)
    {
        using var input = new MemoryStream(bytes);
        using var reader = new BinaryReader(input);
        while (input.Position < input.Length)
        {
            var tag = reader.Read7BitEncodedInt64();
            fields.Add(((int)(tag >> 3), (tag & 7) switch
            {
                0 => reader.Read7BitEncodedInt64(),
                1 => reader.ReadDouble(),
                2 => ReadBytes(reader),
                var other => throw new InvalidDataException($"wire type {other}"),
            }));
        }
    }

    public IEnumerable<int> Numbers => fields.Select(f => f.Number);

    public IEnumerable<object> All(int number) => fields.Where(f => f.Number == number).Select(f => f.Value);

    public IEnumerable<string> Texts(int number) => All(number).Select(v => Encoding.UTF8.GetString((byte[])v));

    public string? Text(int number) => Texts(number).SingleOrDefault();

    public object? Value(int number) => All(number).SingleOrDefault();

    public IEnumerable<WireMessage> Messages(int number) => All(number).Select(v => new WireMessage((byte[])v));

    /// <summary>A message in messages.</summary>
    public WireMessage In(params int[] path) => path.Aggregate(this, (message, number) => message.Messages(number).Single());

    /// <summary>By name what a list of pairs has.</summary>
    public Dictionary<string, WireMessage> Named(int number) => Messages(number).ToDictionary(p => p.Text(1) ?? "", p => p.In(2));

    private static byte[] ReadBytes(BinaryReader reader)
    {
        var length = reader.Read7BitEncodedInt();
        var bytes = reader.ReadBytes(length);
        return bytes.Length == length ? bytes : throw new EndOfStreamException();
    }
}
