using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Linearizability;

public sealed class LinearizabilityTests
{
    [Fact]
    public void Check_OneAfterTheOther_Passes() => Check(
        Create("a", 5, 0, 1), Read("a", 5, 2, 3), Update("b", 5, 6, 4, 5), Read("b", 6, 6, 7), Delete(8, 9), Missing(10, 11), Create("c", 9, 12, 13))
        .ShouldBeEmpty();

    [Fact]
    public void Check_ReadDuringAWrite_MayShowEither()
    {
        Check(Create("a", 5, 0, 1), Update("b", 5, 6, 2, 9), Read("a", 5, 3, 4), Read("b", 6, 5, 6)).ShouldBeEmpty();
        Check(Create("a", 5, 0, 1), Update("b", 5, 6, 2, 9), Read("b", 6, 3, 4), Read("a", 5, 5, 6)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Check_ReadOfOldStateAfterTheWrite_Fails() => Check(Create("a", 5, 0, 1), Update("b", 5, 6, 2, 3), Read("a", 5, 4, 5))
        .ShouldHaveSingleItem().Validator.ShouldBe("linearizable");

    [Fact]
    public void Check_LostUpdate_Fails() => Check(Create("a", 5, 0, 1), Update("b", 5, 6, 2, 5), Update("c", 5, 7, 3, 6)).ShouldHaveSingleItem();

    [Fact]
    public void Check_TwoCreatesWithoutADeletion_Fails() => Check(Create("a", 5, 0, 5), Create("b", 6, 1, 6)).ShouldHaveSingleItem();

    [Fact]
    public void Check_RevisionThatGoesBack_Fails() => Check(Create("a", 5, 0, 1), Patch("b", 4, 2, 3)).ShouldHaveSingleItem();

    [Fact]
    public void Check_WriteWithoutAnswer_MayHappenLaterOrNever()
    {
        Check(Create("a", 5, 0, 1), Open("b", 2), Read("a", 5, 3, 4), Read("b", 6, 5, 6)).ShouldBeEmpty();
        Check(Create("a", 5, 0, 1), Open("b", 2), Read("a", 5, 3, 4)).ShouldBeEmpty();
        Check(Create("a", 5, 0, 1), Open("b", 2), Read("b", 6, 3, 4), Read("a", 5, 5, 6)).ShouldHaveSingleItem();
        Check(Create("a", 5, 0, 1), Read("b", 6, 2, 3), Open("b", 4)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Check_RefusalsThatTheStateDoesNotExplain_Fail()
    {
        Check(Create("a", 5, 0, 1), Missing(2, 3)).ShouldHaveSingleItem();
        Check(Create("a", 5, 0, 1), Create("b", 0, 2, 3) with { Outcome = Outcome.Exists, Result = null }).ShouldBeEmpty();
        Check(Create("b", 0, 2, 3) with { Outcome = Outcome.Exists, Result = null }).ShouldHaveSingleItem();
        Check(Create("a", 5, 0, 1), Update("b", 5, 0, 2, 3) with { Outcome = Outcome.Conflict, Result = null }).ShouldHaveSingleItem();
        Check(Create("a", 5, 0, 1), Update("b", 4, 0, 2, 3) with { Outcome = Outcome.Conflict, Result = null }).ShouldBeEmpty();
    }

    [Fact]
    public void Check_ManyAtOnce_IsQuick()
    {
        // ten clients, each with a patch under way all the time, and some of them never answered
        var operations = new List<Operation> { Create("a", 1, 0, 1) };
        for (var i = 0; i < 2000; i++)
        {
            operations.Add(i % 97 == 0 ? Open($"o{i}", 10 * i) : Patch($"p{i}", i + 2, (10 * i) + 2, (10 * i) + 95));
        }

        operations.Add(Read("p1999", 2001, 20_100, 20_101));
        Check([.. operations]).ShouldBeEmpty();
        operations.Add(Read("p1990", 1992, 20_200, 20_201));
        Check([.. operations]).ShouldHaveSingleItem();
    }

    private static Violation[] Check(params Operation[] operations) => [.. LinearizabilityChecker.Check(operations)];

    private static Operation Create(string value, long revision, long from, long to) => Write(OperationKind.Create, value, 0, revision, from, to);

    private static Operation Update(string value, long expected, long revision, long from, long to) =>
        Write(OperationKind.Update, value, expected, revision, from, to);

    private static Operation Patch(string value, long revision, long from, long to) => Write(OperationKind.Patch, value, 0, revision, from, to);

    private static Operation Open(string value, long from) =>
        Patch(value, 0, from, long.MaxValue) with { Outcome = Outcome.Unknown, Result = null };

    private static Operation Write(OperationKind kind, string value, long expected, long revision, long from, long to) => new()
    {
        Kind = kind, Key = "k", Value = value, Color = "red", Expected = expected, Invoked = from, Returned = to, Outcome = Outcome.Done,
        Result = new ObjectState("k", value, "red", revision),
    };

    private static Operation Delete(long from, long to) =>
        new() { Kind = OperationKind.Delete, Key = "k", Invoked = from, Returned = to, Outcome = Outcome.Done };

    private static Operation Read(string value, long revision, long from, long to) => new()
    {
        Kind = OperationKind.Read, Key = "k", Invoked = from, Returned = to, Outcome = Outcome.Done,
        Result = new ObjectState("k", value, "red", revision),
    };

    private static Operation Missing(long from, long to) =>
        new() { Kind = OperationKind.Read, Key = "k", Invoked = from, Returned = to, Outcome = Outcome.NotFound };
}
