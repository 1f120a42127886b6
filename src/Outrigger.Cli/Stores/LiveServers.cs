using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.Cli.Files;
using Outrigger.Storage.Etcd;
using Outrigger.Storage.Objects;

namespace Outrigger.Cli.Stores;

/// <summary>Finds servers that still use a store: they hold Leases that they renew.</summary>
internal sealed class LiveServers(EtcdImport store, TimeProvider time)
{
    private const string Leases = "coordination.k8s.io/leases/kube-system/";
    private static readonly FactPaths NoFacts = new(Array.Empty<string>());

    /// <summary>Throws with the name of one that runs.</summary>
    public async Task RefuseAsync(string where, CancellationToken cancellationToken)
    {
        foreach (var record in await store.ReadAsync(Leases, cancellationToken).ConfigureAwait(false))
        {
            var lease = StoredObject.Parse(record.Value, record.ModRevision, NoFacts).ToTree("coordination.k8s.io/v1", "Lease");
            if (Left(lease["spec"] as JsonObject ?? []) is { } left && left > TimeSpan.Zero)
            {
                var name = record.Key[Leases.Length..];
                throw new StartupException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"a server uses {where} (Lease {name} of {lease["spec"]?["holderIdentity"]}): stop it; one that was killed is forgotten in {Math.Ceiling(left.TotalSeconds)} s"));
            }
        }
    }

    private TimeSpan? Left(JsonObject spec) =>
        (string?)spec["holderIdentity"] is { Length: > 0 }
        && DateTimeOffset.TryParse((string?)spec["renewTime"], CultureInfo.InvariantCulture, out var renewed)
        && (long?)spec["leaseDurationSeconds"] is { } seconds
            ? renewed + TimeSpan.FromSeconds(seconds) - time.GetUtcNow()
            : null;
}
