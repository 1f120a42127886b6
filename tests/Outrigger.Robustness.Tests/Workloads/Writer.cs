using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Workloads;

/// <summary>A client that creates, updates, patches, deletes, gets and lists at random until it is stopped.</summary>
internal sealed class Writer(int number, Api api, Keys keys, Recorder recorder)
{
    private static readonly string[] Colors = ["red", "blue"];
    private readonly Random random = new(number);
    private int writes;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var key = keys.Any();
            await (random.Next(100) switch
            {
                < 20 => CreateAsync(key),
                < 45 => UpdateAsync(key),
                < 65 => PatchAsync(key),
                < 80 => DeleteAsync(key),
                < 93 => GetAsync(key),
                _ => ListAsync(),
            });
        }
    }

    private Task CreateAsync(string key)
    {
        var (value, color) = (NextValue(), Color());
        return WriteAsync(HttpMethod.Post, "", Body(key, value, color), Blank(OperationKind.Create, key) with { Value = value, Color = color });
    }

    private Task UpdateAsync(string key)
    {
        if (keys.Last(key) is not { } last)
        {
            return GetAsync(key);
        }

        var (value, color) = (NextValue(), Color());
        var body = Body(key, value, color);
        body["metadata"]!["resourceVersion"] = last.Revision.ToString(CultureInfo.InvariantCulture);
        return WriteAsync(HttpMethod.Put, key, body, Blank(OperationKind.Update, key) with { Value = value, Color = color, Expected = last.Revision });
    }

    private Task PatchAsync(string key)
    {
        var (value, color) = (NextValue(), random.Next(2) == 0 ? Color() : null);
        var body = new JsonObject { ["data"] = new JsonObject { ["value"] = value } };
        if (color is not null)
        {
            body["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["color"] = color } };
        }

        return WriteAsync(HttpMethod.Patch, key, body, Blank(OperationKind.Patch, key) with { Value = value, Color = color });
    }

    private Task DeleteAsync(string key)
    {
        // with a body, so that the HTTP client never sends it again by itself
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        var expected = random.Next(3) == 0 && keys.Last(key) is { } last ? last.Revision : 0;
        if (expected > 0)
        {
            body["preconditions"] = new JsonObject { ["resourceVersion"] = expected.ToString(CultureInfo.InvariantCulture) };
        }

        return WriteAsync(HttpMethod.Delete, key, body, Blank(OperationKind.Delete, key) with { Expected = expected });
    }

    private async Task WriteAsync(HttpMethod method, string name, JsonObject body, Operation operation)
    {
        var from = Recorder.Now;
        var (code, answer) = await api.SendAsync(method, name, "", body, CancellationToken.None);
        if (code < 0)
        {
            return;
        }

        var outcome = (code, answer?["reason"]?.GetValue<string>()) switch
        {
            (200 or 201, _) => Outcome.Done,
            (404, _) => Outcome.NotFound,
            (409, "AlreadyExists") => Outcome.Exists,
            (409, _) => Outcome.Conflict,
            (0 or 429 or >= 500, _) => Outcome.Unknown,
            _ => throw new InvalidOperationException($"{method} {name} {body} was answered with {code} {answer}"),
        };
        var result = outcome == Outcome.Done && operation.Kind != OperationKind.Delete ? Api.Parse(answer) : null;
        recorder.Add(operation with
        {
            Invoked = from,
            Returned = outcome == Outcome.Unknown ? long.MaxValue : Recorder.Now,
            Outcome = outcome,
            Result = result,
        });
        if (result is not null)
        {
            keys.Saw(result);
        }
    }

    private async Task GetAsync(string key)
    {
        var from = Recorder.Now;
        var (code, answer) = await api.SendAsync(HttpMethod.Get, key, "", null, CancellationToken.None);
        if (code is 200 or 404)
        {
            AddRead(key, code == 200 ? Api.Parse(answer) : null, from);
        }
    }

    private async Task ListAsync()
    {
        var (names, from) = (keys.Now, Recorder.Now);
        var paged = random.Next(2) == 0;
        var items = new List<ObjectState>();
        var revision = 0L;
        for (var next = ""; ;)
        {
            var query = paged ? $"?limit=4{(next.Length > 0 ? "&continue=" + Uri.EscapeDataString(next) : "")}" : "";
            var (code, answer) = await api.SendAsync(HttpMethod.Get, "", query, null, CancellationToken.None);
            if (code != 200)
            {
                return;
            }

            items.AddRange(answer!["items"]!.AsArray().Select(i => Api.Parse(i)!));
            if (revision != 0 && revision != Api.Revision(answer))
            {
                throw new InvalidOperationException($"a list of {revision} goes on at {Api.Revision(answer)}");
            }

            revision = Api.Revision(answer);
            next = answer["metadata"]!["continue"]?.GetValue<string>() ?? "";
            if (next.Length == 0)
            {
                break;
            }
        }

        recorder.Add(new ListHistory(revision, null, items));
        var byKey = items.ToDictionary(i => i.Key, StringComparer.Ordinal);
        foreach (var name in names)
        {
            AddRead(name, byKey.GetValueOrDefault(name), from);
        }
    }

    private void AddRead(string key, ObjectState? state, long from)
    {
        recorder.Add(new Operation
        {
            Kind = OperationKind.Read,
            Key = key,
            Invoked = from,
            Returned = Recorder.Now,
            Outcome = state is null ? Outcome.NotFound : Outcome.Done,
            Result = state,
        });
        if (state is not null)
        {
            keys.Saw(state);
        }
    }

    private static Operation Blank(OperationKind kind, string key) =>
        new() { Kind = kind, Key = key, Invoked = 0, Returned = long.MaxValue, Outcome = Outcome.Unknown };

    private string NextValue() => $"c{number}-{++writes}";

    private string Color() => Colors[random.Next(Colors.Length)];

    private static JsonObject Body(string key, string value, string color) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = key, ["labels"] = new JsonObject { ["color"] = color } },
        ["data"] = new JsonObject { ["value"] = value },
    };
}
