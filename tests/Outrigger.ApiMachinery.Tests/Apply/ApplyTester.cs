using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Tests.Schemas;

namespace Outrigger.ApiMachinery.Tests.Apply;

/// <summary>One object and those who write it; time goes on by a second with every write.</summary>
internal sealed class ApplyTester(KindSchema kind, FieldSet? reset = null)
{
    private readonly FieldManager manager = new(KindVersions.Single(kind), kind, reset ?? FieldSet.Empty);
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Schema ObjectMeta { get; } = SchemaLibrary.Load().FindType("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")!;

    public static KindSchema Shop { get; } = KindSchema.Custom(
        new KindDefinition
        {
            Kind = new("example.com", "v1", "Shop"),
            ListKind = "ShopList",
            Plural = "shops",
            Singular = "shop",
            Namespaced = true,
            Schema = ShopSchema.Make(),
        },
        ObjectMeta);

    public JsonObject? Live { get; private set; }

    /// <summary>The entries as <c>manager operation paths…</c>.</summary>
    public IReadOnlyList<string> Owners => [.. (MetadataView.Of(Live!).ManagedFields ?? []).Select(e => Show(e!.AsObject()))];

    public static ApplyTester OfBuiltIn(string group, string version, string name, FieldSet? reset = null) =>
        new(KindSchema.BuiltIn(TestLibrary.Kind(group, version, name)), reset);

    public static JsonObject Parse(string json) => ObjectReader.Read(Encoding.UTF8.GetBytes(json));

    public async Task ApplyAsync(string by, string json, bool force = false, string subresource = "")
    {
        var config = Complete(Parse(json));
        var made = await manager.ApplyAsync(Live ?? [], config, force, Writer(by, subresource), TestContext.Current.CancellationToken);
        Live = Read(Stored(made));
    }

    public async Task UpdateAsync(string by, string json, string subresource = "")
    {
        var obj = Complete(Parse(json));
        var hints = manager.Hints(obj);
        Stored(obj);
        await manager.UpdateAsync(obj, Live, hints, Writer(by, subresource), TestContext.Current.CancellationToken);
        Live = Read(obj);
    }

    public async Task<Status> RefusedAsync(string by, string json, string subresource = "") =>
        (await Should.ThrowAsync<StatusException>(() => ApplyAsync(by, json, subresource: subresource))).Status;

    /// <summary>The live object without what all have.</summary>
    public string Rest()
    {
        var copy = (JsonObject)Live!.DeepClone();
        copy.Remove("apiVersion");
        copy.Remove("kind");
        copy.Remove("metadata");
        return ObjectWriter.ToText(copy);
    }

    // As it comes back from where it is stored.
    private static JsonObject Read(JsonObject obj) => ObjectReader.Read(ObjectWriter.ToUtf8(obj));

    private JsonObject Complete(JsonObject obj)
    {
        obj["apiVersion"] ??= kind.ApiVersion;
        obj["kind"] ??= kind.Kind.Kind;
        MetadataView.Of(obj).Name = "one";
        return obj;
    }

    private JsonObject Stored(JsonObject obj)
    {
        if (kind.Definition.Schema.Name is not null)
        {
            BuiltInNormalizer.Normalize(obj, kind.Definition.Schema, new NormalizeReport());
        }

        return obj;
    }

    private FieldWriter Writer(string by, string subresource) => new(by, subresource, now = now.AddSeconds(1));

    private static string Show(JsonObject entry)
    {
        var fields = string.Join(' ', FieldSetJson.Read(entry["fieldsV1"]).ToPaths());
        var sub = JsonNodes.GetString(entry, "subresource") is { } name ? $"/{name}" : "";
        return $"{entry["manager"]} {entry["operation"]}{sub} {fields}";
    }
}
