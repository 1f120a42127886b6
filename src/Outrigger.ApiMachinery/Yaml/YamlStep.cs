using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Outrigger.ApiMachinery.Yaml;

/// <summary>One step on the way to a node: the key of a mapping, or, where there is none, the place in a list.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct YamlStep(string? Key, int Index)
{
    /// <summary>As a report names it: <c>spec.ports[0].name</c>.</summary>
    public static string Path(IEnumerable<YamlStep> steps)
    {
        var path = new StringBuilder();
        foreach (var (key, index) in steps)
        {
            if (key is null)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else
            {
                path.Append(path.Length == 0 ? "" : ".").Append(key);
            }
        }

        return path.ToString();
    }
}
