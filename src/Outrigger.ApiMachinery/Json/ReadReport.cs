namespace Outrigger.ApiMachinery.Json;

/// <summary>What a reader found odd but could read: the input of field validation (<c>fieldValidation=Warn|Strict</c>).</summary>
public sealed class ReadReport
{
    /// <summary>How many findings are kept; Kubernetes keeps as many (sigs.k8s.io/json).</summary>
    public const int Limit = 100;

    // In characters, repetitions included: a body may repeat a long path as often as it has bytes to do so.
    private const int MostText = 256 * 1024;
    private const int RepetitionCost = 64;

    private readonly List<string> duplicates = [];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private long spent;

    /// <summary>The paths of fields that were given more than once, in order: <c>spec.image</c>, <c>spec.list[0].x</c>.</summary>
    public IReadOnlyList<string> Duplicates => duplicates;

    /// <summary>The findings as Kubernetes words them: <c>duplicate field "spec.image"</c>.</summary>
    public IEnumerable<string> Messages => duplicates.Select(path => $"duplicate field {GoText.Quote(path)}");

    /// <summary>Whether it takes another finding; when not, there is no need to make the path.</summary>
    public bool TakesMore => duplicates.Count < Limit && spent < MostText;

    /// <summary>Records a field that was given more than once.</summary>
    public void AddDuplicate(string path)
    {
        if (!TakesMore)
        {
            return;
        }

        spent += path.Length + RepetitionCost;
        if (seen.Add(path))
        {
            duplicates.Add(path);
        }
    }
}
