using System.Globalization;

namespace Outrigger.Client.Rest;

/// <summary>What a list (or watch) asks for. Empty means: not asked for.</summary>
public sealed record ListOptions
{
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <summary>Page size; 0 for everything at once.</summary>
    public int Limit { get; init; }

    public string Continue { get; init; } = "";

    public string ResourceVersion { get; init; } = "";

    /// <summary><c>Exact</c> or <c>NotOlderThan</c>.</summary>
    public string ResourceVersionMatch { get; init; } = "";

    /// <summary>Whether metadata is enough; a server that cannot leave the rest out sends whole objects.</summary>
    public bool MetadataOnly { get; init; }

    internal string ToQuery()
    {
        var query = new QueryText();
        AddTo(query);
        query.Add("limit", Limit > 0 ? Limit.ToString(CultureInfo.InvariantCulture) : "");
        query.Add("continue", Continue);
        query.Add("resourceVersion", ResourceVersion);
        query.Add("resourceVersionMatch", ResourceVersionMatch);
        return query.ToString();
    }

    internal void AddTo(QueryText query)
    {
        query.Add("labelSelector", LabelSelector);
        query.Add("fieldSelector", FieldSelector);
    }
}
