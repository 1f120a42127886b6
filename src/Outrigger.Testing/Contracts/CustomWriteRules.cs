using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Custom;

namespace Outrigger.Testing.Contracts;

/// <summary>Get, list, and writes with a version check.</summary>
internal sealed class CustomWriteRules<T>(CustomStorageSubject<T> subject) : CustomRules<T>(subject)
    where T : class
{
    public async Task Get_OfNothing_IsNull() => (await Storage.GetAsync(Name("nobody"), None)).ShouldBeNull();

    public async Task Write_OfANewObject_IsReadBack()
    {
        var version = (await PutAsync(Name("a"), 1, null)).ShouldNotBeNull();

        var read = await ReadAsync(Name("a"));
        ShouldBeSame(read.Object, Object(Name("a")));
        read.Version.ShouldBe(version);
        var listed = (await AllAsync()).ShouldHaveSingleItem();
        ShouldBeSame(listed.Object, Object(Name("a")));
        listed.Version.ShouldBe(version);
    }

    public async Task Write_OfMetadata_KeepsAllOfIt()
    {
        var name = Name("whole");
        var meta = Meta(name);
        meta.Labels = new Dictionary<string, string> { ["example.com/tier"] = "x", ["b"] = "" };
        meta.Annotations = new Dictionary<string, string> { ["note"] = "line\n\"quoted\" \u00e4\U0001F600" };
        meta.Finalizers = ["example.com/hold"];
        meta.OwnerReferences = [new OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "owner", Uid = "00000000-0000-4000-8000-000000000001" }];
        meta.Generation = 7;
        meta.DeletionTimestamp = meta.CreationTimestamp;
        meta.DeletionGracePeriodSeconds = 0;
        meta.ManagedFields = JsonNode.Parse("""[{"manager":"kubectl","operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{}}}]""");
        var written = Subject.Create(meta, 1);

        await Storage.WriteAsync(new ObjectWrite<T>(name, written, null), None);

        ShouldBeSame((await ReadAsync(name)).Object, written);
    }

    public async Task Write_OverAnExistingObjectAsNew_IsRefused()
    {
        var version = await PutAsync(Name("a"), 1, null);

        (await PutAsync(Name("a"), 2, null)).ShouldBeNull();

        (await ReadAsync(Name("a"))).Version.ShouldBe(version);
        ShouldBeSame((await ReadAsync(Name("a"))).Object, Object(Name("a")));
    }

    public async Task Write_WithTheVersion_ReplacesAndGivesAnother()
    {
        var first = (await PutAsync(Name("a"), 1, null)).ShouldNotBeNull();

        var second = (await PutAsync(Name("a"), 2, first)).ShouldNotBeNull();
        var third = (await PutAsync(Name("a"), 1, second)).ShouldNotBeNull();

        new[] { first, second, third }.Distinct().Count().ShouldBe(3);
        ShouldBeSame((await ReadAsync(Name("a"))).Object, Object(Name("a")));
    }

    public async Task Write_WithAnOldVersion_IsRefused()
    {
        var first = (await PutAsync(Name("a"), 1, null)).ShouldNotBeNull();
        var second = await PutAsync(Name("a"), 2, first);

        (await PutAsync(Name("a"), 3, first)).ShouldBeNull();

        (await ReadAsync(Name("a"))).Version.ShouldBe(second);
        ShouldBeSame((await ReadAsync(Name("a"))).Object, Object(Name("a"), 2));
    }

    public async Task Write_OfAChangeToNothing_IsRefused()
    {
        var version = (await PutAsync(Name("a"), 1, null)).ShouldNotBeNull();

        (await PutAsync(Name("b"), 1, version)).ShouldBeNull();

        (await Storage.GetAsync(Name("b"), None)).ShouldBeNull();
    }

    public async Task Delete_WithTheVersion_RemovesAndFreesTheName()
    {
        var version = (await PutAsync(Name("a"), 1, null)).ShouldNotBeNull();

        (await DeleteAsync(Name("a"), version)).ShouldNotBeNull();

        (await Storage.GetAsync(Name("a"), None)).ShouldBeNull();
        (await AllAsync()).ShouldBeEmpty();
        var again = (await PutAsync(Name("a"), 2, null)).ShouldNotBeNull();
        (again == version).ShouldBe(false, "the version of an object that was deleted is given to another");
    }

    public async Task Delete_WithAnOldVersion_IsRefused()
    {
        var first = (await PutAsync(Name("a"), 1, null)).ShouldNotBeNull();
        var second = await PutAsync(Name("a"), 2, first);

        (await DeleteAsync(Name("a"), first)).ShouldBeNull();

        (await ReadAsync(Name("a"))).Version.ShouldBe(second);
    }

    public async Task List_GivesEachObjectOnce()
    {
        List<ObjectName> names = [Name("a"), Name("a-b"), Name("b.c")];
        if (Subject.Namespaced)
        {
            names.AddRange([Name("a", "other"), Name("z", "other")]);
        }

        foreach (var name in names)
        {
            await PutAsync(name, 1, null);
        }

        var listed = (await AllAsync()).Count;
        listed.ShouldBe(names.Count);
        foreach (var name in names)
        {
            ShouldBeSame((await ReadAsync(name)).Object, Object(name));
        }
    }

    public async Task Write_ByManyAtOnceOnOneObject_IsWonByOneAtATime()
    {
        const int writers = 8;
        const int rounds = 10;
        await PutAsync(Name("a"), 1, null);
        var versions = new System.Collections.Concurrent.ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(
            async () =>
            {
                for (var done = 0; done < rounds;)
                {
                    var current = await ReadAsync(Name("a"));
                    if (await PutAsync(Name("a"), (w * rounds) + done + 2, current.Version) is { } won)
                    {
                        versions.Add(won);
                        done++;
                    }
                }
            },
            None)));

        var shared = versions.GroupBy(v => v, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).Order(StringComparer.Ordinal);
        string.Join(", ", shared).ShouldBe("", "the versions that were answered to two writers: a write's answer is the version of that write, not the newest");
    }
}
