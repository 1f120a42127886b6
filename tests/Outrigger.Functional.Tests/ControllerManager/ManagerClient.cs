using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Outrigger.Aggregator;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Protobuf;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ControlPlane.Hosting;

namespace Outrigger.Functional.Tests.ControllerManager;

/// <summary>Sends what client-go sends when it is told to speak protobuf, which kube-controller-manager does: whole objects as protobuf, patches as JSON.</summary>
internal sealed class ManagerClient : IDisposable
{
    public const string Protobuf = "application/vnd.kubernetes.protobuf";
    private const string Accept = $"{Protobuf},application/json";
    private readonly HttpClient http;

    public ManagerClient(HttpMessageHandler handler, Uri server, string? token)
    {
        http = new HttpClient(handler) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>The kinds of the server.</summary>
    public static SchemaLibrary Schemas { get; } = SchemaLibrary.Load(typeof(ControlPlaneOptions).Assembly, typeof(AggregatorModule).Assembly);

    public Task<ManagerAnswer> GetAsync(string path, string accept = Accept) => SendAsync(HttpMethod.Get, path, null, null, accept);

    public Task<ManagerAnswer> PostAsync(string path, string yaml) => SendAsync(HttpMethod.Post, path, Encode(yaml), Protobuf);

    public Task<ManagerAnswer> PutAsync(string path, JsonObject obj) => SendAsync(HttpMethod.Put, path, Encode(obj), Protobuf);

    public Task<ManagerAnswer> PatchAsync(string path, string patch, string type) =>
        SendAsync(HttpMethod.Patch, path, System.Text.Encoding.UTF8.GetBytes(patch), type);

    /// <summary>As the scale client sends it: JSON, and no Content-Type.</summary>
    public Task<ManagerAnswer> PutBareAsync(string path, JsonObject obj) => SendAsync(HttpMethod.Put, path, ObjectWriter.ToUtf8(obj), null);

    /// <summary>As the metadata client deletes.</summary>
    public Task<ManagerAnswer> DeleteAsync(string path, string options) => SendAsync(
        HttpMethod.Delete,
        path,
        System.Text.Encoding.UTF8.GetBytes(options),
        "application/json",
        $"{Protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json");

    /// <summary>Opens a watch; it is read with <see cref="WatchFrames"/>.</summary>
    public async Task<HttpResponseMessage> WatchAsync(string path, string accept = Accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
    }

    public void Dispose() => http.Dispose();

    private static byte[] Encode(string yaml) => Encode((JsonObject)ApiMachinery.Yaml.YamlReader.Read(yaml)!);

    private static byte[] Encode(JsonObject obj)
    {
        GroupVersion.TryParse((string)obj["apiVersion"]!, out var version);
        var kind = new GroupVersionKind(version.Group, version.Version, (string)obj["kind"]!);
        var output = new ArrayBufferWriter<byte>();
        ProtobufWriter.Write(obj, Schemas.FindBody(kind)!, kind, output);
        return output.WrittenSpan.ToArray();
    }

    private async Task<ManagerAnswer> SendAsync(HttpMethod method, string path, byte[]? body, string? type, string accept = Accept)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        }

        using var response = await http.SendAsync(request, CancellationToken.None);
        return new ManagerAnswer($"{method} {path}", (int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "", await response.Content.ReadAsByteArrayAsync(CancellationToken.None));
    }
}
