using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Robustness.Tests.Serving;

/// <summary>Commits two objects together, again and again: requests of clients never do, and a watch must not tear them apart.</summary>
internal sealed class PairWriter(WatchCache cache, string name)
{
    private static readonly GroupResource ConfigMaps = new("", "configmaps");
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var objects = cache.Open(ConfigMaps, new FactPaths(Array.Empty<string>()));
        await objects.ReadyAsync(cancellationToken);
        using var timer = new PeriodicTimer(Pause);
        for (var i = 0; await timer.WaitForNextTickAsync(cancellationToken); i++)
        {
            try
            {
                var value = $"{name}-{i.ToString(CultureInfo.InvariantCulture)}";
                await cache.CommitAsync([Write(objects, $"pair-{name}-a", value), Write(objects, $"pair-{name}-b", value)], cancellationToken);
            }
            catch (Exception e) when (e is StoreUnavailableException or StatusException)
            {
                // the next one will
            }
        }
    }

    private static ObjectWrite Write(ResourceCache objects, string name, string value)
    {
        var key = StoreKeys.Key(ConfigMaps, "default", name);
        var before = objects.Get(key);
        var tree = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = "default",
                ["uid"] = before?.Uid ?? Guid.NewGuid().ToString(),
                ["labels"] = new JsonObject { ["color"] = "red" },
            },
            ["data"] = new JsonObject { ["value"] = value },
        };
        return new ObjectWrite(objects, key, StoredObject.Create(tree, objects.Facts), before?.ResourceVersion ?? 0);
    }
}
