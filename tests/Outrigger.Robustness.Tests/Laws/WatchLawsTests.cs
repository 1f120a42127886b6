using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Laws;

/// <summary>Each law passes what it allows and names what it does not.</summary>
public sealed class WatchLawsTests
{
    private static readonly ObjectState A5 = new("a", "v5", "red", 5);
    private static readonly ObjectState A6 = new("a", "v6", "blue", 6);
    private static readonly ObjectState B7 = new("b", "v7", "red", 7);
    private static readonly ObjectState A8 = A6 with { Revision = 8 };
    private static readonly WatchEvent[] Whole = [Added(A5), Modified(A6), Added(B7), Deleted(A8), WatchEvent.Bookmark(9)];

    [Fact]
    public void Check_AFaithfulWatch_Passes()
    {
        Broken(Whole).ShouldBeEmpty();
        Broken([Modified(A6), Added(B7)], start: 5, known: [A5]).ShouldBeEmpty();
        Broken([Added(A5), Deleted(A5 with { Revision = 6 }), Added(B7)], color: "red").ShouldBeEmpty();
        Broken([Added(A6), Deleted(A8)], color: "blue").ShouldBeEmpty();
    }

    [Fact]
    public void Ordered_AnOlderEventLater_IsNamed() => Broken([Added(A5), Added(B7), Modified(A6)]).ShouldContain("ordered");

    [Fact]
    public void Unique_TheSameEventTwice_IsNamed() => Broken([Added(A5), Modified(A6), Modified(A6)]).ShouldContain("unique");

    [Fact]
    public void Unique_ARevisionWithTwoMeanings_IsNamed() => Broken([Added(A5), Modified(A6 with { Value = "other" })]).ShouldContain("unique");

    [Fact]
    public void Unique_ARevisionOfTwoWrites_IsNamed()
    {
        var write = new Operation { Kind = OperationKind.Create, Key = "a", Value = "v5", Invoked = 0, Returned = 1, Outcome = Outcome.Done, Result = A5 };
        var other = write with { Key = "c", Value = "w", Result = new ObjectState("c", "w", "red", 5) };
        WatchLaws.Check(new Evidence { Operations = { write, other } }).ShouldAllBe(v => v.Validator == "unique");
        WatchLaws.Check(new Evidence { Operations = { write, other } }).ShouldNotBeEmpty();
    }

    [Fact]
    public void Reliable_AnEventMissingInTheMiddle_IsNamed() => Broken([Added(A5), Added(B7)]).ShouldBe(["reliable"]);

    [Fact]
    public void Reliable_AListThatTheEventsDoNotAddUpTo_IsNamed()
    {
        var evidence = new Evidence
        {
            Watches = { Watch("all", 4, Added(A5), Modified(A6), Added(B7)) },
            Lists = { new ListHistory(6, null, []) },
        };
        WatchLaws.Check(evidence).ShouldHaveSingleItem().Validator.ShouldBe("reliable");
    }

    [Fact]
    public void Atomic_ACommitSplitInTwo_IsNamed()
    {
        var (c, d) = (new ObjectState("pair-w-a", "pair", "red", 9), new ObjectState("pair-w-b", "pair", "red", 9));
        BrokenOf(Watch("w", 8, Added(c), Added(d)), Watch("x", 8, Added(d), Added(c))).ShouldBeEmpty();
        BrokenOf(Watch("w", 8, Added(c), Added(d)), Watch("x", 8, Added(c), WatchEvent.Bookmark(9), Added(d))).ShouldContain("atomic");
        BrokenOf(Watch("w", 8, Added(c), Added(d)), Watch("x", 8, Added(c), Added(B7 with { Revision = 10 }))).ShouldContain("atomic");
    }

    [Fact]
    public void Resumable_AnEventOfBeforeOrAGapAtTheStart_IsNamed()
    {
        Broken([Added(A5), Modified(A6)], start: 5).ShouldContain("resumable");
        Broken([Added(B7)], start: 5, known: [A5]).ShouldBe(["resumable"]);
    }

    [Fact]
    public void Bookmarkable_ABookmarkTooEarly_IsNamed()
    {
        Broken([Added(A5), WatchEvent.Bookmark(6), Modified(A6)]).ShouldContain("bookmarkable");
        Broken([Added(A5), WatchEvent.Bookmark(6)]).ShouldBe(["bookmarkable"]);
    }

    [Fact]
    public void Filter_AnObjectOfAnotherColor_IsNamed()
    {
        Broken([Added(A5), Modified(A6)], color: "red").ShouldBe(["filter"]);
        Broken([Deleted(A8)], color: "red", start: 7, known: [B7]).ShouldContain("filter");
    }

    [Fact]
    public void Previous_ADeletionWithAnOlderState_IsNamed() =>
        Broken([Added(A5), Modified(A6), Added(B7), Deleted(A5 with { Revision = 8 })]).ShouldBe(["previous"]);

    [Fact]
    public void Create_AddedWhatIsThereOrModifiedWhatIsNot_IsNamed()
    {
        Broken([Added(A5), Added(A6)]).ShouldBe(["create"]);
        Broken([Modified(A5)]).ShouldBe(["create"]);
    }

    [Fact]
    public void Durable_WhatTheStoreDoesNotHave_IsNamed()
    {
        Change[] changes = [new("a", 5, A5), new("a", 6, A6), new("b", 7, B7), new("a", 8, null)];
        var evidence = new Evidence { Watches = { Watch("w", 4, Whole) }, Stored = { new StoredHistory(4, 9, changes) } };
        Verdict.Of(evidence).ShouldBeEmpty();
        evidence.Stored[0] = new StoredHistory(4, 9, changes[..^1]);
        Verdict.Of(evidence).ShouldHaveSingleItem().Validator.ShouldBe("durable");
        evidence.Stored[0] = new StoredHistory(4, 9, changes);
        evidence.Stored.Add(new StoredHistory(4, 4, []));
        Verdict.Of(evidence).ShouldHaveSingleItem().Validator.ShouldBe("durable");
        evidence.Stored.Clear();
        evidence.Stored.Add(new StoredHistory(4, 7, changes[..^1]) { Told = 8 });
        Verdict.Of(evidence).ShouldHaveSingleItem().Validator.ShouldBe("durable");
    }

    // The watch beside a faithful one.
    private static string[] Broken(WatchEvent[] events, long start = 4, string? color = null, ObjectState[]? known = null) =>
        BrokenOf(Watch("whole", 4, Whole), new WatchHistory
        {
            Name = "watch", Start = start, Color = color, Events = [.. events],
            Known = (known ?? []).ToDictionary(s => s.Key, StringComparer.Ordinal),
        });

    private static string[] BrokenOf(params WatchHistory[] watches) =>
        [.. WatchLaws.Check(new Evidence { Watches = [.. watches] }).Select(v => v.Validator).Distinct()];

    private static WatchHistory Watch(string name, long start, params WatchEvent[] events) =>
        new() { Name = name, Start = start, Known = new Dictionary<string, ObjectState>(StringComparer.Ordinal), Events = [.. events] };

    private static WatchEvent Added(ObjectState state) => new(WatchEventType.Added, state.Revision, state);

    private static WatchEvent Modified(ObjectState state) => new(WatchEventType.Modified, state.Revision, state);

    private static WatchEvent Deleted(ObjectState state) => new(WatchEventType.Deleted, state.Revision, state);
}
