using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Custom;

namespace Outrigger.Testing.Contracts;

/// <summary>What the rules need to speak of a custom storage.</summary>
internal abstract class CustomRules<T>(CustomStorageSubject<T> subject)
    where T : class
{
    protected static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Created = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected CustomStorageSubject<T> Subject => subject;

    protected ICustomStorage<T> Storage => subject.Storage;

    protected ObjectName Name(string name, string ns = "default") => new(subject.Namespaced ? ns : "", name);

    /// <summary>What the server gives to every object.</summary>
    protected static ObjectMeta Meta(ObjectName name) => new()
    {
        Name = name.Name,
        Namespace = name.Namespace.Length == 0 ? null : name.Namespace,
        Uid = $"00000000-0000-4000-8000-{(uint)string.GetHashCode(name.ToString(), StringComparison.Ordinal):d12}",
        CreationTimestamp = Created,
        Generation = 1,
    };

    protected T Object(ObjectName name, int number = 1) => subject.Create(Meta(name), number);

    protected ValueTask<string?> PutAsync(ObjectName name, int number, string? expected) =>
        Storage.WriteAsync(new ObjectWrite<T>(name, Object(name, number), expected), None);

    protected ValueTask<string?> DeleteAsync(ObjectName name, string expected) => Storage.WriteAsync(new ObjectWrite<T>(name, null, expected), None);

    protected async Task<StoredItem<T>> ReadAsync(ObjectName name) => (await Storage.GetAsync(name, None)).ShouldNotBeNull($"the object {name}");

    protected async Task<List<StoredItem<T>>> AllAsync()
    {
        var items = new List<StoredItem<T>>();
        await foreach (var item in Storage.ListAsync(None))
        {
            items.Add(item);
        }

        return items;
    }

    protected void ShouldBeSame(T actual, T expected)
    {
        var came = JsonSerializer.SerializeToNode(actual, subject.Json);
        var wanted = JsonSerializer.SerializeToNode(expected, subject.Json);
        if (!JsonNode.DeepEquals(came, wanted))
        {
            throw new ContractException($"what was written is not read back\n  written: {wanted?.ToJsonString()}\n  read:    {came?.ToJsonString()}");
        }
    }
}
