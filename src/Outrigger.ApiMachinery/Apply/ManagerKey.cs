namespace Outrigger.ApiMachinery.Apply;

/// <summary>Which entry of managedFields is meant. An applier has one entry whatever version it applies.</summary>
/// <param name="Manager">Its name.</param>
/// <param name="Applies">Whether it applies (operation Apply) or updates.</param>
/// <param name="ApiVersion">Of an updater; empty for appliers.</param>
/// <param name="Subresource">Empty for the object itself.</param>
internal readonly record struct ManagerKey(string Manager, bool Applies, string ApiVersion, string Subresource)
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    public string Operation => Applies ? Apply : Update;

    /// <summary>The order of conflicts: that of Kubernetes' text for the key.</summary>
    public static int Compare(ManagerKey a, ManagerKey b)
    {
        var order = Utf8Order.Compare(a.Manager, b.Manager);
        order = order != 0 ? order : string.CompareOrdinal(a.Operation, b.Operation);
        order = order != 0 ? order : string.CompareOrdinal(a.ApiVersion, b.ApiVersion);
        return order != 0 ? order : string.CompareOrdinal(a.Subresource, b.Subresource);
    }

    /// <summary>As conflicts name it: <c>"kubectl" with subresource "scale" using apps/v1</c>.</summary>
    public override string ToString()
    {
        var text = Json.GoText.Quote(Manager);
        if (Subresource.Length > 0)
        {
            text += $" with subresource {Json.GoText.Quote(Subresource)}";
        }

        return Applies ? text : $"{text} using {ApiVersion}";
    }
}
