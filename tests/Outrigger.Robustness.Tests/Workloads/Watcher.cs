using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Workloads;

/// <summary>A client that lists, watches, breaks off, and resumes where it was; it lists anew only when its revision is gone.</summary>
internal sealed class Watcher(string name, string? color, Api api, Recorder recorder)
{
    private readonly Random random = new(name.Length);
    private Dictionary<string, ObjectState> known = [];
    private long revision;

    /// <summary>How often it went on without a new list.</summary>
    public int Resumed { get; private set; }

    public int Bookmarks { get; private set; }

    /// <summary>Whether a watch is open whose events are not recorded yet.</summary>
    public bool IsOpen { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (revision == 0)
            {
                await ListAsync(stop);
            }
            else
            {
                await WatchAsync(stop);
            }
        }
    }

    private async Task ListAsync(CancellationToken stop)
    {
        var (code, answer) = await api.SendAsync(HttpMethod.Get, "", color is null ? "" : $"?labelSelector=color%3D{color}", null, stop);
        if (code == 200)
        {
            known = answer!["items"]!.AsArray().Select(i => Api.Parse(i)!).ToDictionary(i => i.Key, StringComparer.Ordinal);
            revision = Api.Revision(answer);
            recorder.Add(new ListHistory(revision, color, [.. known.Values]));
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var selector = color is null ? "" : $"&labelSelector=color%3D{color}";
        var query = string.Create(CultureInfo.InvariantCulture, $"?watch=true&allowWatchBookmarks=true&resourceVersion={revision}{selector}");
        cut.CancelAfter(TimeSpan.FromMilliseconds(random.Next(500, 5000)));
        var (code, lines) = await api.OpenWatchAsync(query, cut.Token);
        if (lines is null)
        {
            revision = code == 410 ? 0 : revision;
            return;
        }

        IsOpen = true;
        var history = new WatchHistory { Name = name, Color = color, Start = revision, Known = known };
        var gone = false;
        using (lines)
        {
            try
            {
                while (!gone && await lines.ReadLineAsync(cut.Token) is { } line)
                {
                    gone = !Note(history, line);
                    recorder.Tell(history.End);
                }
            }
            catch (Exception e) when (Api.IsBroken(e))
            {
                // cut off, by us or by a fault
            }
        }

        Leave(history, gone);
    }

    // False when the server says that the revision is gone.
    private bool Note(WatchHistory history, string line)
    {
        var change = JsonNode.Parse(line)!;
        switch (change["type"]!.GetValue<string>())
        {
            case "ADDED":
                history.Events.Add(Event(WatchEventType.Added, change));
                return true;
            case "MODIFIED":
                history.Events.Add(Event(WatchEventType.Modified, change));
                return true;
            case "DELETED":
                history.Events.Add(Event(WatchEventType.Deleted, change));
                return true;
            case "BOOKMARK":
                Bookmarks++;
                history.Events.Add(WatchEvent.Bookmark(Api.Revision(change["object"]!)));
                return true;
            default:
                return false;
        }
    }

    private static WatchEvent Event(WatchEventType type, JsonNode change)
    {
        var state = Api.Parse(change["object"])!;
        return new WatchEvent(type, state.Revision, state);
    }

    private void Leave(WatchHistory history, bool gone)
    {
        // half a pair at the end: the other half was on its way, and a resume would go past it
        var events = history.Events;
        while (events.Count > 0 && events[^1].Key.StartsWith("pair-", StringComparison.Ordinal) && events.Count(e => e.Revision == events[^1].Revision) < 2)
        {
            events.RemoveAt(events.Count - 1);
        }

        recorder.Add(history);
        IsOpen = false;
        Resumed += gone ? 0 : 1;
        revision = gone ? 0 : history.End;
        known = new Dictionary<string, ObjectState>(known, StringComparer.Ordinal);
        foreach (var change in events.Where(e => e.State is not null))
        {
            if (change.Type == WatchEventType.Deleted)
            {
                known.Remove(change.Key);
            }
            else
            {
                known[change.Key] = change.State!;
            }
        }
    }
}
