using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.Registry.Managers;

/// <summary>Keeps a write that changes nothing but the times of managers from being one.</summary>
internal static class ManagedTimes
{
    /// <summary>Takes the managers of the old object when all else is equal, too.</summary>
    public static void KeepWhenSame(JsonObject obj, JsonObject old)
    {
        var meta = MetadataView.Of(obj);
        if (meta.ManagedFields is not { } now || MetadataView.Of(old).ManagedFields is not { } before || !DifferInTimesAlone(now, before))
        {
            return;
        }

        meta.ManagedFields = (JsonArray)before.DeepClone();
        if (!JsonNodes.DeepEqual(obj, old))
        {
            meta.ManagedFields = now;
        }
    }

    private static bool DifferInTimesAlone(JsonArray now, JsonArray before)
    {
        var times = false;
        for (var i = 0; i < now.Count && now.Count == before.Count; i++)
        {
            times |= !JsonNodes.DeepEqual((now[i] as JsonObject)?["time"], (before[i] as JsonObject)?["time"]);
        }

        for (var i = 0; times && i < now.Count; i++)
        {
            if (now[i] is not JsonObject x || before[i] is not JsonObject y)
            {
                return false;
            }

            if (!SameBesideTime(x, y) || !SameBesideTime(y, x))
            {
                return false;
            }
        }

        return times;
    }

    private static bool SameBesideTime(JsonObject a, JsonObject b)
    {
        for (var i = 0; i < a.Count; i++)
        {
            var (name, value) = a.GetAt(i);
            if (name is "fieldsV1" ? !FieldSetJson.Read(value).Equals(FieldSetJson.Read(b[name])) : name is not "time" && !JsonNodes.DeepEqual(value, b[name]))
            {
                return false;
            }
        }

        return true;
    }
}
