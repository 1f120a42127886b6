using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Custom;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Typed;

namespace Outrigger.Registry.Tests.Custom;

/// <summary>Writes that a custom storage refuses although nothing is known to have changed.</summary>
public sealed class RefusedWriteTests
{
    private const int MostWrites = 3;

    [Fact]
    public async Task Patch_OfARowThatIsNoObjectAnyMore_Conflicts()
    {
        var storage = new RefusingStorage();
        storage.Set(Item.Of("a", 1));
        await using var registry = await StartAsync(storage);
        storage.Begin(Item.Of("", 2));

        (await TestRegistry.RefusalAsync(() => registry.MergeAsync("a", """{"spec":{"size":3}}"""))).Reason.ShouldBe(StatusReasons.Conflict);
        (await TestRegistry.RefusalAsync(() => registry.DeleteAsync("a"))).Reason.ShouldBe(StatusReasons.Conflict);
    }

    [Fact]
    public async Task Apply_WhereARowIsThatIsNoObject_FindsTheNameTaken()
    {
        var storage = new RefusingStorage();
        await using var registry = await StartAsync(storage);
        storage.Begin(Item.Of("", 2));
        var change = ApplyChange.Parse(
            """{"apiVersion":"custom.example.com/v1","kind":"Item","metadata":{"name":"a","namespace":"default"}}"""u8, force: false);

        var status = await TestRegistry.RefusalAsync(() => registry.UpdateAsync(registry.Context("a") with { FieldManager = "a" }, change));

        status.Reason.ShouldBe(StatusReasons.AlreadyExists);
    }

    private static async Task<TestRegistry> StartAsync(RefusingStorage storage)
    {
        var clock = new FakeTimeProvider();
        var model = TypedResource.Model(new TypedOptions<Item>(), CustomMetadata.ObjectMeta, AdmissionChain.None, clock);
        var store = await CustomStore.OpenAsync(
            storage, model.StorageKind, new CustomStorageOptions { Time = clock, PollInterval = TimeSpan.Zero }, null, TestRegistry.Token);
        return await TestRegistry.OverAsync(store, model, clock);
    }

    // From a point on it refuses every write and gives a row that has no name; many writes in a row end the test.
    private sealed class RefusingStorage : ItemStorage, ICustomStorage<Item>
    {
        private Item? broken;
        private int writes;

        public void Begin(Item row) => broken = row;

        public override ValueTask<string?> WriteAsync(ObjectWrite<Item> write, CancellationToken cancellationToken)
        {
            if (broken is null)
            {
                return base.WriteAsync(write, cancellationToken);
            }

            return ++writes > MostWrites ? throw new InvalidOperationException("written again and again") : new((string?)null);
        }

        ValueTask<StoredItem<Item>?> IObjectSource<Item>.GetAsync(ObjectName name, CancellationToken cancellationToken) =>
            broken is null ? GetAsync(name, cancellationToken) : new(new StoredItem<Item>(broken, "broken"));
    }
}
