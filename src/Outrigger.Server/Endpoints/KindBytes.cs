using System.Text;
using System.Text.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Tables;
using Outrigger.Registry.Resources;

namespace Outrigger.Server.Endpoints;

/// <summary>The constant parts of a kind's answers, made once per kind.</summary>
internal sealed class KindBytes
{
    private readonly Lazy<TableLayout> layout;

    public KindBytes(KindDefinition kind, KindOrigin origin)
    {
        layout = new Lazy<TableLayout>(() => new TableLayout(kind.Columns, kind.Schema, kind.Printer));
        var version = JsonEncodedText.Encode(kind.Kind.GroupVersion.ToString());
        Prefix = Encoding.UTF8.GetBytes($"{{\"kind\":\"{JsonEncodedText.Encode(kind.Kind.Kind)}\",\"apiVersion\":\"{version}\",");
        ItemPrefix = origin != KindOrigin.BuiltIn ? Prefix : "{"u8.ToArray();
        ListPrefix = Encoding.UTF8.GetBytes($"{{\"kind\":\"{JsonEncodedText.Encode(kind.ListKind)}\",\"apiVersion\":\"{version}\",\"metadata\":{{");
    }

    /// <summary>Opens an object: <c>{"kind":"Pod","apiVersion":"v1",</c>.</summary>
    public byte[] Prefix { get; }

    /// <summary>Opens an item of a list: only items of custom kinds say what they are.</summary>
    public byte[] ItemPrefix { get; }

    /// <summary>Opens a list up to the inside of its metadata.</summary>
    public byte[] ListPrefix { get; }

    /// <summary>The columns of its tables.</summary>
    public TableLayout Layout => layout.Value;
}
