namespace Outrigger.Fuzz.Tests.Mutation;

/// <summary>Changes the path or the query of a request target.</summary>
internal static class TargetMutator
{
    public static string Mutate(Random random, string target)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        var query = mark < 0 ? "" : target[mark..];
        return random.Next(3) == 0 ? Path(random, path) + query : path + Query(random, query);
    }

    private static string Path(Random random, string path)
    {
        var segments = path.Split('/').Skip(1).ToList();
        for (var i = 1 + random.Next(2); i > 0; i--)
        {
            var at = random.Next(segments.Count + 1);
            switch (random.Next(4))
            {
                case 0 when at < segments.Count:
                    segments.RemoveAt(at);
                    break;
                case 1 when at < segments.Count:
                    segments[at] = ByteMutator.Pick(random, Words.Segments);
                    break;
                case 2 when at < segments.Count:
                    segments[at] = Printable(random, segments[at]);
                    break;
                default:
                    segments.Insert(at, ByteMutator.Pick(random, Words.Segments));
                    break;
            }
        }

        return $"{(random.Next(50) == 0 ? "http://x" : "")}/{string.Join('/', segments)}";
    }

    private static string Query(Random random, string query)
    {
        var parts = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).ToList();
        for (var i = 1 + random.Next(3); i > 0; i--)
        {
            var at = random.Next(parts.Count + 1);
            switch (random.Next(4))
            {
                case 0 when at < parts.Count:
                    parts.RemoveAt(at);
                    break;
                case 1 when at < parts.Count:
                    parts[at] = Printable(random, parts[at]);
                    break;
                default:
                    parts.Insert(at, $"{ByteMutator.Pick(random, Words.QueryKeys)}={ByteMutator.Pick(random, Words.QueryValues)}");
                    break;
            }
        }

        return parts.Count == 0 ? "" : $"?{string.Join('&', parts)}";
    }

    // What Kestrel lets through in a request line: no blanks, no control characters.
    private static string Printable(Random random, string text)
    {
        var chars = text.ToList();
        for (var i = 1 + random.Next(3); i > 0; i--)
        {
            chars.Insert(random.Next(chars.Count + 1), (char)('!' + random.Next('~' - '!')));
        }

        return string.Concat(chars).Replace("?", "", StringComparison.Ordinal);
    }
}
