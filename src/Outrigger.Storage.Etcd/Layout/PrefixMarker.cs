using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Etcd.Layout;

/// <summary>The note that says that a prefix is ours: the format of what is there, and an id of the store.</summary>
internal sealed record PrefixMarker(int Format, string Id)
{
    public const string Note = "marker";
    public const int CurrentFormat = 1;

    public static PrefixMarker New() => new(CurrentFormat, Guid.NewGuid().ToString());

    public ByteString Encode() => ByteString.CopyFromUtf8(
        string.Create(CultureInfo.InvariantCulture, $$"""{"format":{{Format}},"id":"{{Id}}"}"""));

    /// <summary>Throws <see cref="StoreUnavailableException"/> for what this program cannot read.</summary>
    public static PrefixMarker Decode(ByteString value, string prefix)
    {
        try
        {
            if (JsonNode.Parse(value.Span) is JsonObject json && json["format"]?.GetValue<int>() is { } format && json["id"]?.GetValue<string>() is { } id)
            {
                return format == CurrentFormat ? new PrefixMarker(format, id) : throw Refusal(
                    $"{prefix} in etcd has the format {format}, and this program knows {CurrentFormat}: use the version that wrote it");
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
