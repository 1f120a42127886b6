using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>The directives that a strategic merge patch may hold.</summary>
internal static class PatchDirectives
{
    public const string Marker = "$patch";
    public const string Delete = "delete";
    public const string Replace = "replace";
    public const string Merge = "merge";
    public const string RetainKeys = "$retainKeys";
    public const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList";
    public const string SetElementOrder = "$setElementOrder";

    public static bool IsDeleteList(string key) => key.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal);

    public static bool IsElementOrder(string key) => key.StartsWith(SetElementOrder, StringComparison.Ordinal);

    /// <summary>The field that a parallel list is about; null when the key has no slash right behind the directive.</summary>
    public static string? FieldOf(string key, string directive) =>
        key.Length > directive.Length && key[directive.Length] == '/' ? key[(directive.Length + 1)..] : null;

    /// <summary>
    /// Takes every value that holds a directive out of a new value; false when the value itself does. The value is changed in place.
    /// </summary>
    public static bool Strip(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map when map.ContainsKey(Marker):
                return false;
            case JsonObject map:
                foreach (var (key, _) in map.Where(p => !Strip(p.Value)).ToList())
                {
                    JsonMembers.Remove(map, key);
                }

                return true;
            case JsonArray list:
                list.RemoveAll(item => !Strip(item));
                return true;
            default:
                return true;
        }
    }

    /// <summary>Takes every null member out, however deep.</summary>
    public static void DropNulls(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (key, item) in map.ToList())
                {
                    if (item is null)
                    {
                        JsonMembers.Remove(map, key);
                    }
                    else
                    {
                        DropNulls(item);
                    }
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    DropNulls(item);
                }

                break;
        }
    }
}
