using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Outrigger.Registry.Typed;

/// <summary>The summaries of an assembly's XML doc file: they become the descriptions of <c>kubectl explain</c>.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<Assembly, IReadOnlyDictionary<string, string>> files = [];

    public string? Summary(Type type) => Find(type.Assembly, $"T:{Name(type)}");

    public string? Summary(PropertyInfo property) =>
        property.DeclaringType is { } owner ? Find(owner.Assembly, $"P:{Name(owner)}.{property.Name}") : null;

    private static string Name(Type type)
    {
        var plain = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return (plain.FullName ?? plain.Name).Replace('+', '.');
    }

    private string? Find(Assembly assembly, string member)
    {
        if (!files.TryGetValue(assembly, out var summaries))
        {
            files[assembly] = summaries = Load(assembly);
        }

        return summaries.GetValueOrDefault(member);
    }

    private static Dictionary<string, string> Load(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        if (!File.Exists(path))
        {
            return [];
        }

        return XDocument.Load(path)
            .Descendants("member")
            .Where(m => m.Attribute("name") is not null && m.Element("summary") is not null)
            .DistinctBy(m => m.Attribute("name")!.Value, StringComparer.Ordinal)
            .ToDictionary(m => m.Attribute("name")!.Value, m => Text(m.Element("summary")!), StringComparer.Ordinal);
    }

    private static string Text(XElement summary)
    {
        foreach (var reference in summary.Descendants().Where(e => !e.HasElements && e.Value.Length == 0).ToList())
        {
            var target = (string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name") ?? "";
            reference.ReplaceWith(new XText(target[(target.LastIndexOfAny([':', '.']) + 1)..]));
        }

        return Spaces().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
