using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>The managers of one object while a write is worked out: metadata.managedFields as sets, each manager once.</summary>
internal sealed class ManagerTable
{
    private const string FieldsType = "FieldsV1";

    // Fewer are found faster one by one.
    private const int Many = 32;

    private readonly List<ManagedEntry> entries = [];

    // Where each manager is; made when there are many, and forgotten when the order changes.
    private Dictionary<ManagerKey, int>? places;

    /// <summary>In no particular order.</summary>
    public IReadOnlyList<ManagedEntry> Entries => entries;

    /// <summary>Whether nobody owns anything.</summary>
    public bool IsEmpty => entries.Count == 0;

    /// <summary>Reads metadata.managedFields; null with an <paramref name="error"/> when an entry is none.</summary>
    public static ManagerTable? Read(JsonArray? json, out string? error)
    {
        error = null;
        var table = new ManagerTable();
        for (var i = 0; i < (json?.Count ?? 0); i++)
        {
            try
            {
                table.Put(Entry(json![i] as JsonObject ?? [], i));
            }
            catch (FormatException e)
            {
                error = e.Message;
                return null;
            }
        }

        return table;
    }

    /// <summary>A copy that can be changed by itself.</summary>
    public ManagerTable Copy()
    {
        var copy = new ManagerTable();
        copy.entries.AddRange(entries);
        return copy;
    }

    /// <summary>The entry of a manager, or null.</summary>
    public ManagedEntry? Find(ManagerKey key) => IndexOf(key) is >= 0 and var at ? entries[at] : null;

    /// <summary>Adds an entry or replaces the one of its key; one that owns nothing goes.</summary>
    public void Set(ManagedEntry entry)
    {
        if (entry.Fields.IsEmpty)
        {
            Remove(entry.Key);
        }
        else
        {
            Put(entry);
        }
    }

    /// <summary>Takes an entry out when it is there.</summary>
    public void Remove(ManagerKey key)
    {
        if (IndexOf(key) is >= 0 and var at)
        {
            RemoveAt(at);
        }
    }

    /// <summary>Changes what every manager owns; those that own nothing afterwards go.</summary>
    public void Transform(Func<ManagedEntry, FieldSet> change)
    {
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            var fields = change(entries[i]);
            if (fields.IsEmpty)
            {
                RemoveAt(i);
            }
            else if (!ReferenceEquals(fields, entries[i].Fields))
            {
                entries[i] = entries[i] with { Fields = fields };
            }
        }
    }

    /// <summary>The new value of metadata.managedFields; null when nobody owns anything.</summary>
    public JsonArray? Write()
    {
        if (entries.Count == 0)
        {
            return null;
        }

        entries.Sort(ManagedEntry.Compare);
        places = null;
        var json = new JsonArray();
        foreach (var entry in entries)
        {
            json.Add((JsonNode)Write(entry));
        }

        return json;
    }

    private static JsonObject Write(ManagedEntry entry)
    {
        var json = new JsonObject();
        if (entry.Key.Manager.Length > 0)
        {
            json.Add("manager", entry.Key.Manager);
        }

        json.Add("operation", entry.Key.Operation);
        json.Add("apiVersion", entry.ApiVersion);
        if (entry.Time is not null)
        {
            json.Add("time", entry.Time);
        }

        json.Add("fieldsType", FieldsType);
        json.Add("fieldsV1", FieldSetNode.Of(entry.Fields));
        if (entry.Key.Subresource.Length > 0)
        {
            json.Add("subresource", entry.Key.Subresource);
        }

        return json;
    }

    private static ManagedEntry Entry(JsonObject json, int place)
    {
        var operation = Text(json, "operation");
        if (operation is not (ManagerKey.Apply or ManagerKey.Update))
        {
            throw new FormatException("operation must be `Apply` or `Update`");
        }

        var version = Text(json, "apiVersion");
        if (version.Length == 0)
        {
            throw new FormatException("apiVersion must not be empty");
        }

        var type = Text(json, "fieldsType");
        if (type is not FieldsType)
        {
            throw new FormatException(type.Length == 0
                ? $"missing fieldsType in managed fields entry {place}"
                : $"invalid fieldsType {GoText.Quote(type)} in managed fields entry {place}");
        }

        var applies = operation is ManagerKey.Apply;
        var key = new ManagerKey(Text(json, "manager"), applies, applies ? "" : version, Text(json, "subresource"));
        return new ManagedEntry(key, version, JsonNodes.GetString(json, "time"), FieldSetJson.Read(json["fieldsV1"]));
    }

    private static string Text(JsonObject json, string name) => JsonNodes.GetString(json, name) ?? "";

    private void Put(ManagedEntry entry)
    {
        var at = IndexOf(entry.Key);
        if (at < 0)
        {
            places?.Add(entry.Key, entries.Count);
            entries.Add(entry);
        }
        else
        {
            entries[at] = entry;
        }
    }

    // Of many the last fills the gap.
    private void RemoveAt(int at)
    {
        if (places is null)
        {
            entries.RemoveAt(at);
            return;
        }

        var last = entries.Count - 1;
        places.Remove(entries[at].Key);
        if (at < last)
        {
            entries[at] = entries[last];
            places[entries[at].Key] = at;
        }

        entries.RemoveAt(last);
    }

    private int IndexOf(ManagerKey key)
    {
        if (entries.Count >= Many)
        {
            places ??= entries.Index().ToDictionary(e => e.Item.Key, e => e.Index);
            return places.GetValueOrDefault(key, -1);
        }

        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }
}
