using Outrigger.Server.FlowControl;
using Outrigger.Server.FlowControl.Queues;

namespace Outrigger.Server.Tests.FlowControl;

public sealed class ShuffleDealerTests
{
    [Theory]
    [InlineData(64, 6)]
    [InlineData(128, 6)]
    [InlineData(16, 4)]
    [InlineData(5, 5)]
    [InlineData(1, 1)]
    public void Deal_AnyHash_GivesDifferentCardsOfTheDeck(int deck, int size)
    {
        var (random, wrong) = (new Random(1), 0);
        Span<int> hand = stackalloc int[size];
        for (var i = 0; i < 10_000; i++)
        {
            ShuffleDealer.Deal((ulong)random.NextInt64(), deck, hand);
            var cards = hand.ToArray();
            wrong += cards.Distinct().Count() == size && cards.Min() >= 0 && cards.Max() < deck ? 0 : 1;
        }

        wrong.ShouldBe(0);
    }

    [Fact]
    public void Deal_ManyFlows_UsesEveryCardAboutAsOften()
    {
        var counts = new int[64];
        var hand = new int[6];
        for (var i = 0; i < 64_000; i++)
        {
            ShuffleDealer.Deal(FlowHash.Add(7, $"user-{i}"), 64, hand);
            foreach (var card in hand)
            {
                counts[card]++;
            }
        }

        counts.ShouldAllBe(c => c > 5_400 && c < 6_600);
    }

    [Fact]
    public void Deal_TwoFlows_ShareAllCardsHardlyEver()
    {
        var (a, b) = (new int[6], new int[6]);
        ShuffleDealer.Deal(FlowHash.Add(7, "elephant"), 128, a);
        var same = 0;
        for (var i = 0; i < 100_000; i++)
        {
            ShuffleDealer.Deal(FlowHash.Add(7, $"mouse-{i}"), 128, b);
            same += a.Intersect(b).Count() == 6 ? 1 : 0;
        }

        // 1 in 5,423,611,200 by chance
        same.ShouldBe(0);
    }

    [Fact]
    public void Add_OtherSeed_GivesOtherHands() => FlowHash.Add(1, "jane").ShouldNotBe(FlowHash.Add(2, "jane"));
}
