using Outrigger.ApiMachinery.Errors;
using Outrigger.Cli.Stores;
using Outrigger.Server.Requests;
using Outrigger.Storage.Archives;
using Outrigger.Storage.Contract;

namespace Outrigger.Cli.Hosting;

/// <summary>Hands out all objects, secrets and all, to whoever may <c>post</c> to the path; see <see cref="BackupHandler"/>. One at a time.</summary>
internal sealed class ExportHandler(IStore store, TimeProvider time) : IPathHandler, IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>None, as for a backup.</summary>
    public IReadOnlyList<string> Paths => [];

    public bool Handles(RequestInfo info) => info.Path is BackupProtocol.ExportPath && info.Verb is "post";

    public async Task ServeAsync(RequestContext request)
    {
        if (!await turn.WaitAsync(TimeSpan.Zero, request.Aborted).ConfigureAwait(false))
        {
            throw ApiErrors.Unavailable("another export is being made: try again when it is done");
        }

        try
        {
            request.Http.Response.Headers.ContentType = BackupProtocol.ExportContentType;
            await StoreExport.RunAsync(store, (IStoreExpiries)store, request.Http.Response.Body, time, null, request.Aborted).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e) when (!request.Http.Response.HasStarted)
        {
            throw ApiErrors.Unavailable($"the export failed: {e.Message}");
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
