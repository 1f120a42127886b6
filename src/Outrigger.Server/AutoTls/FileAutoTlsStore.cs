using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Server.AutoTls;

/// <summary>Keeps the keys in a file of the data directory, for a server of one replica. Only its owner may read it.</summary>
internal sealed class FileAutoTlsStore(string folder) : IAutoTlsStore
{
    private readonly string path = Path.Combine(folder, "auto-tls.json");

    public async Task<(AutoTlsKeys? Keys, string Version)> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return (null, "");
        }

        try
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
            return (AutoTlsKeys.FromData(JsonNode.Parse(text) as JsonObject), "");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new IOException($"{path} does not hold the keys of --auto-tls: move it away, and new ones are made ({e.Message})", e);
        }
    }

    public async Task<bool> WriteAsync(AutoTlsKeys keys, string version, CancellationToken cancellationToken)
    {
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, Own | UnixFileMode.UserExecute);
            options.UnixCreateMode = Own;
        }

        // a crash leaves the old file or the new one
        var stream = new FileStream($"{path}.new", options);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(ObjectWriter.ToUtf8(keys.ToData()), cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }

        File.Move($"{path}.new", path, overwrite: true);
        return true;
    }
}
