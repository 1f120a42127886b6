using System.Globalization;
using System.Text;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>
/// Where a walk over an object is; becomes text only when something is to be said. A text of more than 4,096 characters is cut and ends in
/// an ellipsis: below a key of a megabyte there may be thousands of places.
/// </summary>
internal sealed class FieldTrail
{
    private const int MostText = 4096;

    private readonly List<(string? Name, int Index, bool Key)> steps = [];

    public void Enter(string field) => steps.Add((field, 0, false));

    /// <summary>A key of a map, which Kubernetes writes in brackets: <c>labels[app]</c>.</summary>
    public void EnterKey(string key) => steps.Add((key, 0, true));

    public void Enter(int index) => steps.Add((null, index, false));

    public void Leave() => steps.RemoveAt(steps.Count - 1);

    /// <summary><c>spec.ports[0].name</c>.</summary>
    public override string ToString() => Write(keysInBrackets: true);

    /// <summary>As <see cref="ToString()"/>, but map keys stand after a dot: <c>spec.limits.cpu</c>.</summary>
    public string Dotted() => Write(keysInBrackets: false);

    /// <summary>The field names alone, as Go's decoder names a place: <c>spec.ports.name</c>.</summary>
    public string FieldsOnly() => string.Join('.', steps.Where(s => s.Name is not null && !s.Key).Select(s => s.Name));

    private string Write(bool keysInBrackets)
    {
        var text = new StringBuilder();
        foreach (var (name, index, key) in steps)
        {
            var room = Math.Max(0, MostText - text.Length);
            if (name?.Length > room)
            {
                return text.Append(name, 0, room).Append("...").ToString();
            }

            if (name is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else if (key && keysInBrackets)
            {
                text.Append('[').Append(name).Append(']');
            }
            else
            {
                text.Append(text.Length == 0 ? "" : ".").Append(name);
            }
        }

        return text.ToString();
    }
}
