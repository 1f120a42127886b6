using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl.Work;

/// <summary>How many watches would be told of a change.</summary>
internal sealed class WatchTracker
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Group, string Resource, string Namespace, string Name), int> counts = [];

    /// <summary>A watch begins; dispose of the result at its end.</summary>
    public IDisposable Enter(RequestInfo info)
    {
        var key = (info.Group, info.Resource, info.Namespace, info.Name);
        lock (gate)
        {
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return new Entry(this, key);
    }

    /// <summary>The watches of the resource, of the namespace and of the object.</summary>
    public int Interested(RequestInfo info)
    {
        lock (gate)
        {
            if (counts.Count == 0)
            {
                return 0;
            }

            var count = counts.GetValueOrDefault((info.Group, info.Resource, "", ""));
            if (info.Namespace.Length > 0)
            {
                count += counts.GetValueOrDefault((info.Group, info.Resource, info.Namespace, ""));
            }

            return info.Name.Length > 0 ? count + counts.GetValueOrDefault((info.Group, info.Resource, info.Namespace, info.Name)) : count;
        }
    }

    private void Leave((string Group, string Resource, string Namespace, string Name) key)
    {
        lock (gate)
        {
            if (--counts[key] == 0)
            {
                counts.Remove(key);
            }
        }
    }

    private sealed class Entry(WatchTracker owner, (string Group, string Resource, string Namespace, string Name) key) : IDisposable
    {
        private int done;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref done, 1) == 0)
            {
                owner.Leave(key);
            }
        }
    }
}
