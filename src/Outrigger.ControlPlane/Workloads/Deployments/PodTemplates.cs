using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>Compares pod templates, and names them.</summary>
internal static class PodTemplates
{
    /// <summary>The label by which the pods of a Deployment's ReplicaSets are told apart.</summary>
    public const string HashLabel = "pod-template-hash";

    // no vowels and no digits that look like them: no words come of it
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const uint Basis = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>Tells whether templates make the same pods as this one; the label with the hash aside.</summary>
    public static Predicate<JsonObject> SameAs(JsonObject template)
    {
        var plain = Plain(template);
        return other => JsonNodes.DeepEqual(Plain(other), plain);
    }

    /// <summary>A short name of a template: another one for another template, nearly always.</summary>
    /// <param name="template">The Deployment's.</param>
    /// <param name="collisions">How often that was not so (status.collisionCount); null for never.</param>
    public static string Hash(JsonObject template, long? collisions)
    {
        var plain = Plain(template);
        JsonNodes.SortKeys(plain);
        var hash = Fnv(Basis, Encoding.UTF8.GetBytes(plain.ToJsonString()));
        if (collisions is { } count)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, count);
            hash = Fnv(hash, bytes);
        }

        return string.Concat(hash.ToString(CultureInfo.InvariantCulture).Select(digit => Alphabet[digit % Alphabet.Length]));
    }

    private static uint Fnv(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            hash = unchecked((hash ^ b) * Prime);
        }

        return hash;
    }

    // without what means the same when it is missing
    private static JsonObject Plain(JsonObject template)
    {
        var plain = (JsonObject)template.DeepClone();
        if (plain["metadata"] is JsonObject meta)
        {
            (meta["labels"] as JsonObject)?.Remove(HashLabel);
            meta.Remove("creationTimestamp");
            foreach (var empty in meta.Where(m => m.Value is JsonObject { Count: 0 }).Select(m => m.Key).ToList())
            {
                meta.Remove(empty);
            }

            if (meta.Count == 0)
            {
                plain.Remove("metadata");
            }
        }

        Prune(plain);
        return plain;
    }

    private static void Prune(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (var name in map.Where(m => m.Value is null or JsonArray { Count: 0 }).Select(m => m.Key).ToList())
            {
                map.Remove(name);
            }

            foreach (var (_, value) in map)
            {
                Prune(value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Prune(item);
            }
        }
    }
}
