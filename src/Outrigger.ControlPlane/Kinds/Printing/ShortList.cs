namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>A list of which a cell shows the first three: <c>a,b,c + 2 more...</c>.</summary>
internal static class ShortList
{
    private const int Shown = 3;

    public static string Of(IReadOnlyCollection<string> all, string empty)
    {
        var text = string.Join(',', all.Take(Shown));
        return all.Count > Shown ? FormattableString.Invariant($"{text} + {all.Count - Shown} more...") : text.Length > 0 ? text : empty;
    }
}
