using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>Makes the cells of a kind whose columns need more than a path into the object.</summary>
public interface IRowPrinter
{
    /// <summary>The kind, in whatever version.</summary>
    GroupKind Kind { get; }

    /// <summary>Adds one cell for each column of the kind that has no expression of its own, in their order.</summary>
    void Print(JsonObject obj, RowCells cells);
}
