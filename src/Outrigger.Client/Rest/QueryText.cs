using System.Text;

namespace Outrigger.Client.Rest;

/// <summary>A query string; empty values are left out.</summary>
public sealed class QueryText
{
    private readonly StringBuilder text = new();

    /// <summary>Adds a parameter, escaped.</summary>
    public QueryText Add(string name, string value)
    {
        if (value.Length > 0)
        {
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    /// <summary>With its question mark; empty when there is no parameter.</summary>
    public override string ToString() => text.ToString();
}
