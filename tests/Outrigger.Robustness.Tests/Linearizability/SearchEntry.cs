using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Linearizability;

/// <summary>A call or a return in the list that the search takes operations out of and puts back.</summary>
internal sealed class SearchEntry(Operation operation, int index, SearchEntry? end)
{
    public Operation Operation { get; } = operation;

    public int Index { get; } = index;

    /// <summary>The return of this call; null for a return itself.</summary>
    public SearchEntry? End { get; } = end;

    public SearchEntry? Before { get; set; }

    public SearchEntry? After { get; set; }

    /// <summary>Takes it out of the list; it remembers its place.</summary>
    public void Unlink()
    {
        Before!.After = After;
        After?.Before = Before;
    }

    /// <summary>Puts it back; the last one taken out comes first.</summary>
    public void Relink()
    {
        Before!.After = this;
        After?.Before = this;
    }
}
