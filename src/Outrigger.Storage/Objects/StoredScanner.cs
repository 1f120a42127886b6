using System.Text.Json;

namespace Outrigger.Storage.Objects;

/// <summary>
/// Reads layout and facts out of canonical bytes in one forward pass, without a tree. It stops as soon as everything is found:
/// metadata stands first in what we write.
/// </summary>
internal ref struct StoredScanner
{
    private readonly FactPaths facts;
    private readonly string?[] found;
    private JsonTokens json;
    private StoredScan scan;
    private int identityEnd;
    private int uidEnd;

    private StoredScanner(ReadOnlySpan<byte> utf8, FactPaths facts)
    {
        this.facts = facts;
        found = facts.SlotCount == 0 ? [] : new string?[facts.SlotCount];
        json = new JsonTokens(utf8);
        scan = new StoredScan();
    }

    /// <summary>Scans; throws <see cref="InvalidDataException"/> for bytes that are no stored object.</summary>
    public static StoredScan Scan(ReadOnlySpan<byte> utf8, FactPaths facts)
    {
        var scanner = new StoredScanner(utf8, facts);
        try
        {
            return scanner.Run();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"not a stored object: {e.Message}", e);
        }
    }

    private StoredScan Run()
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidDataException("not a stored object: no JSON object");
        }

        var steps = facts.Root.Children;
        var wanted = steps.Count;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var step = Match(steps);
            if (json.ValueTextEquals("metadata"u8))
            {
                ReadMetadata(step);
            }
            else
            {
                json.Read();
                ReadFact(step);
            }

            wanted -= step is null ? 0 : 1;
            if (wanted == 0 && scan.Layout.MetadataEnd > 0)
            {
                break;
            }
        }

        if (scan.Layout.MetadataEnd == 0)
        {
            throw new InvalidDataException("not a stored object: it has no metadata");
        }

        scan.Fields = facts.Resolve(found);
        return scan;
    }

    private void ReadMetadata(PathNode? step)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidDataException("not a stored object: its metadata is no object");
        }

        scan.Layout.MetadataStart = json.TokenStart;
        var members = 0;
        for (; json.Read() && json.TokenType == JsonTokenType.PropertyName; members++)
        {
            ReadMember(step is null ? null : Match(step.Children));
        }

        ref var layout = ref scan.Layout;
        layout.MetadataEnd = json.Position;

        // Go writes it after uid; without one, after the last of what stands before uid.
        layout.Slot = uidEnd > 0 ? uidEnd : identityEnd > 0 ? identityEnd : layout.MetadataStart + 1;
        layout.CommaBefore = layout.Slot != layout.MetadataStart + 1;
        layout.CommaAfter = !layout.CommaBefore && members > 0;
    }

    private void ReadMember(PathNode? step)
    {
        if (json.ValueTextEquals("name"u8))
        {
            json.Read();
            scan.Name = json.TokenType == JsonTokenType.String ? json.GetString() : "";
            EndIdentity(step);
        }
        else if (json.ValueTextEquals("namespace"u8))
        {
            json.Read();
            scan.Namespace = json.TokenType == JsonTokenType.String ? Text() : "";
            EndIdentity(step);
        }
        else if (json.ValueTextEquals("generateName"u8) || json.ValueTextEquals("selfLink"u8))
        {
            json.Read();
            EndIdentity(step);
        }
        else if (json.ValueTextEquals("uid"u8))
        {
            json.Read();
            if (json.TokenType == JsonTokenType.String)
            {
                scan.Layout.UidStart = json.TokenStart + 1;
                scan.Layout.UidLength = json.ValueSpan.Length;
            }

            ReadFact(step);
            uidEnd = json.Position;
        }
        else if (json.ValueTextEquals("labels"u8))
        {
            json.Read();
            ReadLabels();
        }
        else if (json.ValueTextEquals("deletionTimestamp"u8))
        {
            json.Read();
            scan.IsDeleting = json.TokenType == JsonTokenType.String;
            ReadFact(step);
        }
        else if (json.ValueTextEquals("generation"u8))
        {
            json.Read();
            scan.Generation = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) ? number : 0;
            ReadFact(step);
        }
        else
        {
            json.Read();
            ReadFact(step);
        }
    }

    private void EndIdentity(PathNode? step)
    {
        ReadFact(step);
        identityEnd = json.Position;
    }

    private void ReadLabels()
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        var pairs = new List<string>(8);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            pairs.Add(Text());
            json.Read();
            pairs.Add(json.TokenType == JsonTokenType.String ? Text() : "");
            json.Skip();
        }

        scan.Labels = pairs.Count == 0 ? TextMap.Empty : new TextMap([.. pairs]);
    }

    /// <summary>At a value: keeps it when its path is wanted, goes down on the way to one, skips all else.</summary>
    private void ReadFact(PathNode? step)
    {
        if (step is null)
        {
            json.Skip();
            return;
        }

        switch (json.TokenType)
        {
            case JsonTokenType.StartObject when step.Children.Count > 0:
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    var next = Match(step.Children);
                    json.Read();
                    ReadFact(next);
                }

                break;
            case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                Keep(step, Text());
                break;
            default:
                json.Skip();
                break;
        }
    }

    private readonly void Keep(PathNode step, string text)
    {
        for (var i = 0; i < step.Slots.Count; i++)
        {
            found[step.Slots[i]] = text;
        }
    }

    private readonly PathNode? Match(IReadOnlyList<PathNode> steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            if (json.ValueTextEquals(steps[i].Name))
            {
                return steps[i];
            }
        }

        return null;
    }

    private readonly string Text() => json.ValueIsEscaped ? json.GetString() : facts.Texts.Get(json.ValueSpan);
}
