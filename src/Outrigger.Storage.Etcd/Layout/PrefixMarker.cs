using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Etcd.Layout;

/// <summary>The note that says that a prefix is ours.</summary>
/// <param name="Id">Of the store.</param>
/// <param name="Base">See <see cref="Revisions"/>.</param>
/// <param name="Importing">Names an import that is not finished; empty when there is none.</param>
internal sealed record PrefixMarker(string Id, long Base = 0, string Importing = "")
{
    public const string Note = "marker";

    // a store that was never imported stays readable for programs that know no base
    private const int Plain = 1;
    private const int Imported = 2;

    public static PrefixMarker New() => new(Guid.NewGuid().ToString());

    public ByteString Encode()
    {
        var json = new JsonObject { ["format"] = Base == 0 ? Plain : Imported, ["id"] = Id };
        if (Base != 0)
        {
            json["base"] = Base;
            json["importing"] = Importing;
        }

        return ByteString.CopyFromUtf8(json.ToJsonString());
    }

    /// <summary>Throws <see cref="StoreUnavailableException"/> for what this program cannot read.</summary>
    public static PrefixMarker Decode(ByteString value, string prefix)
    {
        try
        {
            if (JsonNode.Parse(value.Span) is JsonObject json && json["format"]?.GetValue<int>() is { } format && json["id"]?.GetValue<string>() is { } id)
            {
                return format is Plain or Imported
                    ? new PrefixMarker(id, json["base"]?.GetValue<long>() ?? 0, json["importing"]?.GetValue<string>() ?? "")
                    : throw Refusal($"{prefix} in etcd has the format {format}, and this program knows {Imported}: use the version that wrote it");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // told below
        }

        throw Refusal($"{prefix} in etcd has a marker that cannot be read: choose another --etcd-prefix, or restore etcd from a backup");
    }

    public static StoreUnavailableException Refusal(string why) => new(why, outcomeUnknown: false);
}
