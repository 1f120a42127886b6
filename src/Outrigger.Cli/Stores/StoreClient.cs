using System.Net.Http.Headers;
using System.Security.Cryptography;
using Outrigger.Cli.Files;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Client.Transport;

namespace Outrigger.Cli.Stores;

/// <summary>Asks a server that runs for what its store holds.</summary>
internal sealed class StoreClient(ClientConfig config)
{
    /// <summary>Writes a backup into a private file; told are the bytes so far, and all of them.</summary>
    public async Task BackupAsync(string path, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var (digest, told) = await FetchAsync(BackupProtocol.Path, BackupProtocol.ContentType, path, progress, cancellationToken).ConfigureAwait(false);
        if (told != BackupProtocol.DigestOf(digest))
        {
            throw new StartupException($"what {config.Server} sent is not what it had: the digests differ; try again");
        }
    }

    /// <summary>Writes an export into a private file, which holds its own digest; told are the bytes so far.</summary>
    public Task ExportAsync(string path, Action<long> progress, CancellationToken cancellationToken) =>
        FetchAsync(BackupProtocol.ExportPath, BackupProtocol.ExportContentType, path, (done, _) => progress(done), cancellationToken);

    private async Task<(byte[] Digest, string? Told)> FetchAsync(
        string from, string accept, string path, Action<long, long> progress, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(TransportFactory.Create(config)) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(config.Server, from));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        using var response = await SendAsync(http, request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw StatusReader.ToException(
                response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }

        var digest = await CopyAsync(response, path, progress, cancellationToken).ConfigureAwait(false);
        return (digest, response.Headers.TryGetValues(BackupProtocol.Digest, out var told) ? told.FirstOrDefault() : null);
    }

    private async Task<byte[]> CopyAsync(
        HttpResponseMessage response, string path, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var all = response.Content.Headers.ContentLength ?? 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var source = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var closingSource = source.ConfigureAwait(false);
        var file = PrivateFiles.Create(path);
        await using var closingFile = file.ConfigureAwait(false);
        var block = new byte[1 << 17];
        var bytes = 0L;
        try
        {
            for (int read; (read = await source.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                hash.AppendData(block, 0, read);
                await file.WriteAsync(block.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                progress(bytes += read, all);
            }
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw new StartupException($"{config.Server} broke off after {Sizes.Text(bytes)} ({e.Message}): its log says why", e);
        }

        file.Flush(flushToDisk: true);
        return hash.GetHashAndReset();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new StartupException($"{config.Server} does not answer ({e.Message}): start it, or name its kubeconfig with --kubeconfig", e);
        }
    }
}
