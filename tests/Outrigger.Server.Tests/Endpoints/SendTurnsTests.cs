using Outrigger.Server.Endpoints;
using Outrigger.TestKit;

namespace Outrigger.Server.Tests.Endpoints;

public class SendTurnsTests
{
    [Fact]
    public void Enter_WhileAPlaceIsFree_NeverWaits()
    {
        var turns = new SendTurns(places: 2);
        SendTurn first = new(), second = new();

        turns.EnterAsync(first).IsCompletedSuccessfully.ShouldBeTrue();
        turns.EnterAsync(second).IsCompletedSuccessfully.ShouldBeTrue();
        turns.Leave(first);

        turns.EnterAsync(first).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Enter_WhenAllPlacesAreTaken_WaitsForOneToBeLeft()
    {
        var turns = new SendTurns(places: 1);
        SendTurn first = new(), second = new();
        await turns.EnterAsync(first);

        var waiting = turns.EnterAsync(second).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        turns.Leave(first);

        await waiting.WaitAsync(TestServer.Token);
        turns.Leave(second);
        await turns.EnterAsync(first).AsTask().WaitAsync(TestServer.Token);
    }

    [Fact]
    public async Task Enter_WhoseTurnComesBeforeItWaits_TakesThePlaceWithIt()
    {
        var turns = new SendTurns(places: 1);
        SendTurn first = new(), early = new(), next = new();
        await turns.EnterAsync(first);
        var begun = turns.EnterAsync(early);
        var waiting = turns.EnterAsync(next).AsTask();

        turns.Leave(first);
        await Eventually.TrueAsync(() => begun.IsCompleted, "the turn");

        waiting.IsCompleted.ShouldBeFalse();
        await begun;
        turns.Leave(early);
        await waiting.WaitAsync(TestServer.Token);
    }

    [Fact]
    public async Task Enter_ByMany_LetsNoMoreInThanThereArePlacesAndForgetsNobody()
    {
        const int Watchers = 500;
        const int Rounds = 20;
        const int Places = 2;
        var turns = new SendTurns(Places);
        int inside = 0, most = 0, total = 0;

        await Task.WhenAll(Enumerable.Range(0, Watchers).Select(_ => Task.Run(SendAsync))).WaitAsync(TestServer.Token);

        total.ShouldBe(Watchers * Rounds);
        most.ShouldBeInRange(1, Places);

        async Task SendAsync()
        {
            var turn = new SendTurn();
            for (var i = 0; i < Rounds; i++)
            {
                await turns.EnterAsync(turn);
                var now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                Interlocked.Increment(ref total);
                Interlocked.Decrement(ref inside);
                turns.Leave(turn);
            }
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
