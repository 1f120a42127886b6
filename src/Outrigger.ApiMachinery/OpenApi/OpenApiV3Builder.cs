using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>Makes the OpenAPI v3 document of a group-version from its kinds. The library gives the types of meta.k8s.io/v1.</summary>
public sealed class OpenApiV3Builder(SchemaLibrary library)
{
    /// <summary>Makes the document; the same input gives the same bytes.</summary>
    /// <param name="owner">The group-version.</param>
    /// <param name="kinds">Its kinds; kinds that the library has are taken for built-in ones, which also speak protobuf.</param>
    /// <param name="serverVersion">The version that <c>info</c> names.</param>
    public OpenApiDocument Build(GroupVersion owner, IReadOnlyList<KindDefinition> kinds, string serverVersion) =>
        Write(serverVersion, (json, components) =>
        {
            var paths = new PathWriter(json, components, library, owner);
            foreach (var kind in kinds.OrderBy(k => k.Plural, StringComparer.Ordinal))
            {
                paths.Write(kind);
            }
        });

    /// <summary>Makes the document of a group-version whose paths follow no kind.</summary>
    /// <param name="owner">The group-version.</param>
    /// <param name="lists">Its paths.</param>
    /// <param name="serverVersion">The version that <c>info</c> names.</param>
    public OpenApiDocument Build(GroupVersion owner, IReadOnlyList<OpenApiList> lists, string serverVersion) =>
        Write(serverVersion, (json, components) =>
        {
            var writer = new OperationWriter(json, $"{owner.Group}_{owner.Version}", builtIn: true);
            foreach (var list in lists)
            {
                var answer = library.FindBody(list.Kind) ?? throw new ArgumentException($"the schema library has no type of {list.Kind}", nameof(lists));
                var operation = new OpenApiOperation("get", "list", list.Id, list.Kind, null, components.Refer(answer));
                writer.WritePath($"/apis/{owner}/{list.Path}", [operation], list.Parameters);
            }
        });

    private OpenApiDocument Write(string serverVersion, Action<Utf8JsonWriter, ComponentWriter> paths)
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            Write(json, serverVersion, paths);
        }

        return new(output.WrittenSpan);
    }

    private void Write(Utf8JsonWriter json, string serverVersion, Action<Utf8JsonWriter, ComponentWriter> paths)
    {
        var components = new ComponentWriter(json, library);
        json.WriteStartObject();
        json.WriteString("openapi"u8, "3.0.0"u8);
        json.WriteStartObject("info"u8);
        json.WriteString("title"u8, "Kubernetes"u8);
        json.WriteString("version"u8, serverVersion);
        json.WriteEndObject();
        json.WriteStartObject("paths"u8);
        paths(json, components);
        json.WriteEndObject();
        json.WriteStartObject("components"u8);
        components.WriteAll();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
