using System.Globalization;
using Outrigger.Server.Audit.Events;

namespace Outrigger.Server.Audit.Outputs;

/// <summary>
/// Events as lines of a file. A full file is renamed to NAME-TIME.EXT and a new one begun; old ones are removed by age and number. The
/// files are for nobody else's eyes.
/// </summary>
internal sealed class AuditFile : IAuditSink
{
    private const long Megabyte = 1024 * 1024;
    private const string Stamp = "yyyy-MM-dd'T'HH-mm-ss.fff";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Lock gate = new();
    private readonly AuditLogOptions options;
    private readonly TimeProvider time;
    private Stream stream;
    private long size;

    private AuditFile(AuditLogOptions options, TimeProvider time, Stream stream)
    {
        this.options = options;
        this.time = time;
        this.stream = stream;
        size = stream is FileStream { CanSeek: true } file ? file.Length : 0;
    }

    public string Name => "log";

    /// <summary>Opens the file, or standard output. Throws IOException and UnauthorizedAccessException.</summary>
    public static AuditFile Open(AuditLogOptions options, TimeProvider time)
    {
        if (options.Path == "-")
        {
            return new AuditFile(options, time, Console.OpenStandardOutput());
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(options.Path))!;
        if (!Directory.Exists(folder))
        {
            _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder) : Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute);
        }

        return new AuditFile(options, time, Create(options.Path));
    }

    public ValueTask WriteAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var one in events)
            {
                RotateBefore(one.Json.Length + 1);
                Append(one.Json);
            }

            stream.Flush();
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            (stream as FileStream)?.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // what could not be written was told when it was tried
        }

        await stream.DisposeAsync().ConfigureAwait(false);
    }

    private static FileStream Create(string path)
    {
        var how = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = Private;
        }

        return new FileStream(path, how);
    }

    private void Append(byte[] json)
    {
        try
        {
            // one write a line: a process that is killed leaves no half of one
            stream.Write([.. json, (byte)'\n']);
            size += json.Length + 1;
        }
        catch (IOException)
        {
            CutHalfLine();
            throw;
        }
    }

    private void CutHalfLine()
    {
        try
        {
            (stream as FileStream)?.SetLength(size);
        }
        catch (Exception e) when (e is IOException or NotSupportedException)
        {
            // a device has no length
        }
    }

    private void RotateBefore(int length)
    {
        if (options.MaxSize == 0 || size == 0 || size + length <= options.MaxSize * Megabyte || stream is not FileStream)
        {
            return;
        }

        stream.Dispose();
        try
        {
            File.Move(options.Path, Aside(time.GetUtcNow()), overwrite: false);
        }
        finally
        {
            stream = Create(options.Path);
            size = stream.Length;
        }

        Prune();
    }

    private string Aside(DateTimeOffset when) => Path.Combine(Folder, $"{Prefix}{when.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)}{Extension}");

    private void Prune()
    {
        var oldest = options.MaxAge == 0 ? DateTime.MinValue : time.GetUtcNow().UtcDateTime.AddDays(-options.MaxAge);
        var newestFirst = Directory.EnumerateFiles(Folder, $"{Prefix}*{Extension}")
            .Select(p => (Path: p, Time: TimeOf(p)))
            .Where(f => f.Time is not null)
            .OrderByDescending(f => f.Time)
            .ToList();
        for (var i = 0; i < newestFirst.Count; i++)
        {
            if ((options.MaxBackup > 0 && i >= options.MaxBackup) || newestFirst[i].Time < oldest)
            {
                File.Delete(newestFirst[i].Path);
            }
        }
    }

    private DateTime? TimeOf(string path) =>
        DateTime.TryParseExact(
            Path.GetFileNameWithoutExtension(path)[Prefix.Length..], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    private string Folder => Path.GetDirectoryName(Path.GetFullPath(options.Path))!;

    private string Prefix => $"{Path.GetFileNameWithoutExtension(options.Path)}-";

    private string Extension => Path.GetExtension(options.Path);
}
