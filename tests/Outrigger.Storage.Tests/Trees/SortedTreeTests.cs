using Outrigger.Storage.Contract;
using Outrigger.Storage.Trees;
using Tree = Outrigger.Storage.Trees.SortedTree<string, Outrigger.Storage.Tests.Trees.TextOrder>;

namespace Outrigger.Storage.Tests.Trees;

public sealed class SortedTreeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(64 * 64)]
    [InlineData((64 * 64) + 1)]
    [InlineData(10_000)]
    public void FromSorted_HoldsTheItems_AndTakesEdits(int count)
    {
        string[] items = [.. Enumerable.Range(0, count).Select(i => $"key-{i:00000}")];
        var tree = Tree.FromSorted(items);

        tree.Count.ShouldBe(count);
        Items(tree, "").SequenceEqual(items).ShouldBeTrue();
        items.Where((_, i) => i % 97 == 0).ShouldAllBe(key => tree.Find(key) == key);
        tree.Find("key").ShouldBeNull();
        tree.Rank("z").ShouldBe(count);
        var editor = tree.Edit();
        editor.Set("key-00000-1", "key-00000-1").ShouldBeNull();
        foreach (var key in items.Skip(1))
        {
            editor.Remove(key).ShouldBe(key);
        }

        Items(editor.Commit(), "").ShouldBe([.. items.Take(1), "key-00000-1"]);
        Items(tree, "").SequenceEqual(items).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 3_000)]
    [InlineData(3, 50_000)]
    public void Edits_AtRandom_MatchASortedSet(int seed, int keys)
    {
        var random = new Random(seed);
        var tree = Tree.Empty;
        var model = new SortedSet<string>(KeyOrder.Comparer);
        var versions = new List<(Tree Tree, string[] Items)>();
        for (var round = 0; round < 40; round++)
        {
            // Grows first, shrinks to nothing at the end, so that nodes split and merge.
            var removing = round < 20 ? 30 : 80;
            var editor = tree.Edit();
            for (var i = 0; i < keys / 5; i++)
            {
                var key = $"key-{random.Next(keys)}";
                if (random.Next(100) < removing)
                {
                    (editor.Remove(key) is not null).ShouldBe(model.Remove(key));
                }
                else
                {
                    (editor.Set(key, key) is null).ShouldBe(model.Add(key));
                }
            }

            tree = editor.Commit();
            versions.Add((tree, [.. model]));
        }

        foreach (var (version, items) in versions)
        {
            version.Count.ShouldBe(items.Length);
            Items(version, "").SequenceEqual(items).ShouldBeTrue();
        }
    }

    [Fact]
    public void Edits_UpToEmptiness_LeaveAnEmptyTree()
    {
        var editor = Tree.Empty.Edit();
        for (var i = 0; i < 10_000; i++)
        {
            editor.Set($"{i:00000}", $"{i:00000}");
        }

        var full = editor.Commit();
        for (var i = 0; i < 10_000; i++)
        {
            editor.Remove($"{(i * 7919) % 10_000:00000}").ShouldNotBeNull();
        }

        editor.Commit().Count.ShouldBe(0);
        editor.Remove("00001").ShouldBeNull();
        Items(full, "").Count.ShouldBe(10_000);
    }

    [Fact]
    public void Find_Rank_And_From_AgreeWithTheOrder()
    {
        var editor = Tree.Empty.Edit();
        var items = Enumerable.Range(0, 5_000).Select(i => $"{i * 2:00000}").ToList();
        foreach (var item in items.OrderBy(i => i.Reverse().First()))
        {
            editor.Set(item, item);
        }

        var tree = editor.Commit();
        for (var i = 0; i < 5_000; i += 37)
        {
            tree.Find(items[i]).ShouldBe(items[i]);
            tree.Find($"{(i * 2) + 1:00000}").ShouldBeNull();
            tree.Rank(items[i]).ShouldBe(i);
            tree.Rank($"{(i * 2) + 1:00000}").ShouldBe(i + 1);
            tree.From($"{(i * 2) + 1:00000}").Next().ShouldBe(i + 1 < items.Count ? items[i + 1] : null);
        }
    }

    [Fact]
    public void Set_OfTheSameKey_ReplacesOnlyInTheNewVersion()
    {
        var editor = Tree.Empty.Edit();
        editor.Set("a", "a");
        var old = editor.Commit();
        var other = new string("a");

        editor.Set("a", other).ShouldBe("a");

        editor.Commit().Find("a").ShouldBeSameAs(other);
        old.Find("a").ShouldNotBeSameAs(other);
    }

    [Fact]
    public void Set_OfKeysThatGrow_FillsTheLeaves()
    {
        var editor = Tree.Empty.Edit();
        for (var i = 0; i < TreeNode<string>.Capacity * 10; i++)
        {
            editor.Set($"{i:0000}", $"{i:0000}");
        }

        var walk = editor.Commit().From("");
        for (var i = 0; i < TreeNode<string>.Capacity * 10; i++)
        {
            walk.Next().ShouldBe($"{i:0000}");
        }

        walk.Next().ShouldBeNull();
    }

    private static List<string> Items(Tree tree, string from)
    {
        var items = new List<string>();
        var walk = tree.From(from);
        while (walk.Next() is { } item)
        {
            items.Add(item);
        }

        return items;
    }
}
