using System.Runtime.CompilerServices;
using System.Text;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Custom;

namespace ComputedApiServer;

/// <summary>Asks the machine; keeps nothing.</summary>
internal sealed class DiskSource : IObjectSource<Disk>
{
    public async IAsyncEnumerable<StoredItem<Disk>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var drive in DriveInfo.GetDrives().DistinctBy(d => NameOf(d.Name)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Measure(drive) is { } disk)
            {
                yield return new StoredItem<Disk>(disk, "");
            }
        }
    }

    public async ValueTask<StoredItem<Disk>?> GetAsync(ObjectName name, CancellationToken cancellationToken) =>
        await ListAsync(cancellationToken).FirstOrDefaultAsync(d => d.Object.Metadata.Name == name.Name, cancellationToken);

    private static Disk? Measure(DriveInfo drive)
    {
        try
        {
            return new Disk
            {
                Metadata = new ObjectMeta { Name = NameOf(drive.Name), Labels = new Dictionary<string, string> { ["type"] = drive.DriveFormat } },
                Spec = new DiskSpec { Path = drive.Name },
                Status = new DiskStatus { Size = drive.TotalSize, Free = drive.TotalFreeSpace },
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // gone meanwhile, or not for us to see
            return null;
        }
    }

    // "/" is root, "/var/lib" is root.var.lib; what Kubernetes' names do not take becomes a dash
    private static string NameOf(string path)
    {
        var name = new StringBuilder("root");
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            name.Append('.').Append([.. part.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        }

        return name.ToString().Replace(".-", ".x-", StringComparison.Ordinal).Replace("-.", "-x.", StringComparison.Ordinal).TrimEnd('-');
    }
}
