namespace Outrigger.Server.FlowControl.Specs;

/// <summary>Looks into the short lists of rules.</summary>
internal static class FlowLists
{
    public static bool Contain(IReadOnlyList<string> list, string text)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == text || (list.Count == 1 && list[i] == "*"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A resource, or <c>RESOURCE/SUBRESOURCE</c>; nothing is put together for it.</summary>
    public static bool Contain(IReadOnlyList<string> list, string resource, string subresource)
    {
        if (subresource.Length == 0 || (list.Count == 1 && list[0] == "*"))
        {
            return Contain(list, resource);
        }

        for (var i = 0; i < list.Count; i++)
        {
            var one = list[i];
            if (one.Length == resource.Length + 1 + subresource.Length && one[resource.Length] == '/'
                && one.StartsWith(resource, StringComparison.Ordinal) && one.EndsWith(subresource, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
