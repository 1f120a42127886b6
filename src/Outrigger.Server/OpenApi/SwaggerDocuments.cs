using System.Security.Cryptography;
using System.Text;
using Outrigger.ApiMachinery.Gnostic;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.OpenApi;
using Outrigger.ApiMachinery.Swagger;
using Outrigger.Server.Health;

namespace Outrigger.Server.OpenApi;

/// <summary>
/// The one OpenAPI v2 document, of all that is served here and by other servers. It is made when somebody asks for it and something
/// changed since; whoever asks meanwhile waits for the same one.
/// </summary>
internal sealed class SwaggerDocuments(LocalDocuments local, IReadOnlyList<IOpenApiSource> sources)
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Made made = new("", null, null);

    /// <summary>The document as JSON.</summary>
    public async ValueTask<OpenApiDocument> JsonAsync(CancellationToken cancellationToken) =>
        (await GetAsync(wantsProtobuf: false, cancellationToken).ConfigureAwait(false)).Json!;

    /// <summary>The document as protobuf, with the hash of the JSON.</summary>
    public async ValueTask<OpenApiDocument> ProtobufAsync(CancellationToken cancellationToken) =>
        (await GetAsync(wantsProtobuf: true, cancellationToken).ConfigureAwait(false)).Protobuf!;

    private async ValueTask<Made> GetAsync(bool wantsProtobuf, CancellationToken cancellationToken)
    {
        var key = Key();
        if (Fits(made))
        {
            return made;
        }

        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            key = Key();
            if (made.Key != key)
            {
                made = new Made(key, new OpenApiDocument(Make()), null);
            }

            if (wantsProtobuf && made.Protobuf is null)
            {
                var json = made.Json!;
                made = made with { Protobuf = new OpenApiDocument(OpenApiProtobuf.FromV2(json.Read()), json.Hash) };
            }

            return made;
        }
        finally
        {
            gate.Release();
        }

        bool Fits(Made candidate) => candidate.Key == key && (!wantsProtobuf || candidate.Protobuf is not null);
    }

    /// <summary>Tells apart what the document is made of.</summary>
    private string Key()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, part) in local.All.Concat(sources.SelectMany(s => s.Swaggers)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path} {part.Hash}\n"));
        }

        return Convert.ToHexString(hash.GetCurrentHash());
    }

    private byte[] Make()
    {
        var document = new SwaggerDocument();
        foreach (var (_, part) in local.All)
        {
            document.AddV3(part.Read());
        }

        foreach (var (_, part) in sources.SelectMany(s => s.Swaggers))
        {
            try
            {
                document.AddV2(part.Read());
            }
            catch (ObjectReadException)
            {
                // the source has checked it; a part that is broken all the same must not hide the others
            }
        }

        return document.ToJson(ServerVersion.GitVersion);
    }

    private sealed record Made(string Key, OpenApiDocument? Json, OpenApiDocument? Protobuf);
}
