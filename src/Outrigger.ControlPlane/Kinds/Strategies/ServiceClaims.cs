using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Strategies;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// Says in the store which service has an address or a node port: an IPAddress for each cluster IP, as in Kubernetes, and a note that is
/// not served for each node port. They are committed with the service, so that two servers never give out the same.
/// </summary>
internal sealed class ServiceClaims(TimeProvider time)
{
    private const string ManagedBy = "ipaddress.kubernetes.io/managed-by";
    private const string Manager = "ipallocator.k8s.io";
    private static readonly FactPaths NoFacts = new(Array.Empty<string>());

    /// <summary>The notes of node ports, which nobody serves.</summary>
    public static GroupResource NodePorts { get; } = new("allocations.outrigger.io", "nodeports");

    /// <summary>The IPAddresses.</summary>
    public ResourceCache Addresses { get; private set; } = null!;

    /// <summary>The notes of node ports.</summary>
    public ResourceCache Ports { get; private set; } = null!;

    /// <summary>Where they are; before the first service is written.</summary>
    public void Attach(ResourceCache addresses, WatchCache cache)
    {
        Addresses = addresses;
        Ports = cache.Open(NodePorts, NoFacts);
    }

    public bool IsTaken(string address) => Addresses.Get(Key(Addresses, address)) is not null;

    public bool IsTaken(long port) => Ports.Get(Key(Ports, Name(port))) is not null;

    /// <summary>What goes with a write of a service; see <see cref="ResourceStrategy.Claims"/>.</summary>
    public IReadOnlyList<ObjectWrite> Of(StoredObject? before, StoredObject? after)
    {
        var (had, has) = (ServiceHoldings.Of(before), ServiceHoldings.Of(after));
        var writes = new List<ObjectWrite>();
        if ((after ?? before) is { } service)
        {
            Change(Addresses, service, had.Addresses, has.Addresses, writes);
            Change(Ports, service, Names(had), Names(has), writes);
        }

        return writes;
    }

    /// <summary>The claims that a service should have and nobody has, and what it shares with another one.</summary>
    public (IReadOnlyList<ObjectWrite> Missing, IReadOnlyList<string> Shared) Check(StoredObject service)
    {
        var has = ServiceHoldings.Of(service);
        var shared = has.Addresses.Where(a => IsOthers(Addresses.Get(Key(Addresses, a)), service))
            .Concat(Names(has).Where(p => IsOthers(Ports.Get(Key(Ports, p)), service)));
        return (Of(service, service), [.. shared]);
    }

    /// <summary>The namespace and name of the service that a claim is for; empty for another's IPAddress.</summary>
    public static (string Namespace, string Name) Owner(StoredObject claim)
    {
        var parent = JsonNodes.GetObject(claim.ToTree(), "spec", "parentRef");
        return JsonNodes.GetString(parent, "resource") is "services" && (JsonNodes.GetString(parent, "group") ?? "").Length == 0
            ? (JsonNodes.GetString(parent, "namespace") ?? "", JsonNodes.GetString(parent, "name") ?? "")
            : ("", "");
    }

    /// <summary>Whether a claim was made here, and no finalizer holds it.</summary>
    public static bool IsOurs(StoredObject claim) =>
        !HasFinalizers(claim)
        && (claim.Labels.TryGetValue(ManagedBy, out var manager) ? manager == Manager : claim.Labels.Count == 0 && Owner(claim).Name.Length > 0);

    private static IReadOnlySet<string> Names(ServiceHoldings holdings) => holdings.Ports.Select(Name).ToHashSet(StringComparer.Ordinal);

    public static string Name(long port) => port.ToString(CultureInfo.InvariantCulture);

    private static string Key(ResourceCache cache, string name) => StoreKeys.Key(cache.Resource, "", name);

    private static bool IsOthers(StoredObject? claim, StoredObject service) =>
        claim is not null && Owner(claim) != (service.Namespace, service.Name);

    private void Change(ResourceCache cache, StoredObject service, IReadOnlySet<string> had, IReadOnlySet<string> has, List<ObjectWrite> writes)
    {
        foreach (var name in had.Where(n => !has.Contains(n)))
        {
            // one that somebody holds by a finalizer is left to whoever looks for orphans
            if (cache.Get(Key(cache, name)) is { } there && !IsOthers(there, service) && !HasFinalizers(there))
            {
                writes.Add(new ObjectWrite(cache, Key(cache, name), null, there.ResourceVersion));
            }
        }

        foreach (var name in has)
        {
            var there = cache.Get(Key(cache, name));
            if (there is null)
            {
                writes.Add(new ObjectWrite(cache, Key(cache, name), ReferenceEquals(cache, Ports) ? Note(name, service) : Address(name, service), 0));
            }
            else if (IsOthers(there, service) && !had.Contains(name))
            {
                throw new ClaimTakenException(name);
            }
        }
    }

    private static bool HasFinalizers(StoredObject claim) => JsonNodes.GetArray(claim.ToTree(), "metadata", "finalizers") is { Count: > 0 };

    private StoredObject Address(string address, StoredObject service)
    {
        var now = Now();
        var family = address.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4";
        const string Labels = """{"f:metadata":{"f:labels":{".":{},"f:ipaddress.kubernetes.io/ip-family":{},"f:ipaddress.kubernetes.io/managed-by":{}}},"f:spec":{".":{},"f:parentRef":{".":{},"f:name":{},"f:namespace":{},"f:resource":{}}}}""";
        return StoredObject.Create(
            new JsonObject
            {
                ["apiVersion"] = "networking.k8s.io/v1",
                ["kind"] = "IPAddress",
                ["metadata"] = new JsonObject
                {
                    ["name"] = address,
                    ["uid"] = Guid.NewGuid().ToString(),
                    ["creationTimestamp"] = now,
                    ["labels"] = new JsonObject
                    {
                        ["ipaddress.kubernetes.io/ip-family"] = family,
                        [ManagedBy] = Manager,
                    },
                    ["managedFields"] = new JsonArray(new JsonObject
                    {
                        ["manager"] = "kube-apiserver",
                        ["operation"] = "Update",
                        ["apiVersion"] = "networking.k8s.io/v1",
                        ["time"] = now,
                        ["fieldsType"] = "FieldsV1",
                        ["fieldsV1"] = JsonNode.Parse(Labels),
                    }),
                },
                ["spec"] = new JsonObject
                {
                    ["parentRef"] = new JsonObject { ["resource"] = "services", ["namespace"] = service.Namespace, ["name"] = service.Name },
                },
            },
            Addresses.Facts);
    }

    private StoredObject Note(string port, StoredObject service) => StoredObject.Create(
        new JsonObject
        {
            ["apiVersion"] = "allocations.outrigger.io/v1",
            ["kind"] = "NodePort",
            ["metadata"] = new JsonObject { ["name"] = port, ["uid"] = Guid.NewGuid().ToString(), ["creationTimestamp"] = Now() },
            ["spec"] = new JsonObject
            {
                ["parentRef"] = new JsonObject { ["resource"] = "services", ["namespace"] = service.Namespace, ["name"] = service.Name },
            },
        },
        Ports.Facts);

    private string Now() => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
