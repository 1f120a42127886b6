using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.TestKit;

namespace Outrigger.Storage.Tests.Cache;

/// <summary>The comparison of cache and store while it serves (T-77), and that it can fail.</summary>
public sealed class SelfCheckTests : CacheFixture
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly Lines lines = new();

    protected override WatchCacheOptions Options => new() { TimeProvider = Clock, SelfCheckInterval = Interval, Logger = lines };

    [Fact]
    public async Task SelfCheck_UnderWrites_FindsNoDifference()
    {
        var cache = await OpenAsync();
        foreach (var i in Enumerable.Range(0, 100))
        {
            await CreateAsync(cache, $"stays-{i}");
        }

        var ranges = Store.Ranges;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var made = await CreateAsync(cache, $"thing-{i % 100}");
                await DeleteAsync(cache, i % 3 == 0 ? made : await UpdateAsync(cache, made, "red"));
            }
        });

        for (var round = 1; round <= 10; round++)
        {
            await Eventually.TrueAsync(
                () =>
                {
                    Clock.Advance(Interval);
                    return Store.Ranges >= ranges + round;
                },
                "the next comparison");
        }

        await stop.CancelAsync();
        await writing;
        (await Cache.VerifyAsync(None)).ShouldBeEmpty();
        lines.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task SelfCheck_AnEventThatWasLost_IsLoggedAndMeasured()
    {
        var last = -1L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name is "outrigger_cache_differing_keys")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => last = Math.Max(last, value));
        listener.Start();
        var cache = await OpenAsync();
        await CreateAsync(cache, "kept");
        Store.Dropped = Key("lost");
        await Store.CommitAsync([new StoreWrite(Key("lost"), Thing("lost").EncodeValue(), 0)], None);
        await CreateAsync(cache, "after");

        await Eventually.TrueAsync(
            () =>
            {
                Clock.Advance(Interval);
                return !lines.All.IsEmpty;
            },
            "the difference to be found");

        lines.All.First().ShouldStartWith($"The watch cache differs from the store in 1 keys, the first is {Key("lost")} at revision");
        listener.RecordObservableInstruments();
        last.ShouldBe(1);
    }
}
