using System.Globalization;
using System.Security.Cryptography;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Cli.Stores;
using Outrigger.Server.Requests;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;

namespace Outrigger.Cli.Hosting;

/// <summary>
/// Hands out a copy of the embedded store, secrets and all. Who may: whoever may <c>post</c> to the path, which is nobody beside
/// administrators unless a role names it. One at a time.
/// </summary>
/// <param name="store">Null when the store is not embedded.</param>
/// <param name="scratch">The copy while it is sent; on the disk of the store, private.</param>
internal sealed class BackupHandler(SqliteStore? store, string scratch) : IPathHandler, IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>None: the index is what clients of Kubernetes may look for.</summary>
    public IReadOnlyList<string> Paths => [];

    public bool Handles(RequestInfo info) => info.Path is BackupProtocol.Path && info.Verb is "post";

    public async Task ServeAsync(RequestContext request)
    {
        if (store is null)
        {
            throw ApiErrors.BadRequest("this server has no embedded store: of one in etcd take an etcdctl snapshot save, or outrigger export; in memory nothing is kept");
        }

        if (!await turn.WaitAsync(TimeSpan.Zero, request.Aborted).ConfigureAwait(false))
        {
            throw ApiErrors.Unavailable("another backup is being made: try again when it is done");
        }

        try
        {
            await SendAsync(request, store).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(scratch);
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task SendAsync(RequestContext request, SqliteStore from)
    {
        StoreBackup made;
        try
        {
            made = await from.BackupAsync(scratch, request.Aborted).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw e.OutOfSpace ? ApiErrors.InsufficientStorage() : ApiErrors.Unavailable($"the backup failed: {e.Message}");
        }

        var file = new FileStream(scratch, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using var closing = file.ConfigureAwait(false);
        var headers = request.Http.Response.Headers;
        headers.ContentType = BackupProtocol.ContentType;
        headers.ContentLength = made.Bytes;
        headers[BackupProtocol.Digest] = BackupProtocol.DigestOf(await SHA256.HashDataAsync(file, request.Aborted).ConfigureAwait(false));
        headers["X-Outrigger-Revision"] = made.Revision.ToString(CultureInfo.InvariantCulture);
        file.Position = 0;
        await file.CopyToAsync(request.Http.Response.Body, 1 << 17, request.Aborted).ConfigureAwait(false);
    }
}
