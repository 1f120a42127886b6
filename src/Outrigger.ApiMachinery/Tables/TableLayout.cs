using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>The columns of a kind and how their cells are made. Made once for a kind; any thread may use it.</summary>
public sealed class TableLayout
{
    private static readonly ColumnDefinition Name =
        new("Name", "string", "name", "The name of the object, unique among objects of its kind and namespace.", 0, "text(.metadata.name)");

    private static readonly ColumnDefinition Age =
        new("Age", "date", "", "How long ago the object was created.", 0, ".metadata.creationTimestamp");

    private readonly Cell?[] cells;
    private readonly IRowPrinter? printer;

    /// <summary>A layout of the columns of a kind with this schema, whose fields describe the columns that say so.</summary>
    /// <param name="columns">The columns of the kind.</param>
    /// <param name="schema">The schema of the kind.</param>
    /// <param name="printer">Makes the cells of the columns without an expression.</param>
    /// <exception cref="FormatException">As of the other constructor; or a column names a field that is none.</exception>
    public TableLayout(IReadOnlyList<ColumnDefinition> columns, Schema schema, IRowPrinter? printer = null)
        : this([.. columns.Select(c => Describe(c, schema))], printer)
    {
    }

    /// <summary>A layout of columns; a name column is put before them when they have none, and no columns at all means Name and Age.</summary>
    /// <param name="columns">The columns of the kind.</param>
    /// <param name="printer">Makes the cells of the columns without an expression.</param>
    /// <exception cref="FormatException">A column has an expression that is none, or needs a printer.</exception>
    public TableLayout(IReadOnlyList<ColumnDefinition> columns, IRowPrinter? printer = null)
    {
        Columns = columns.Count == 0 ? [Name, Age] : columns.Any(IsName) ? columns : [Name, .. columns];
        this.printer = printer;
        cells = [.. Columns.Select(c => c.JsonPath.Length == 0 ? null : CellExpressions.Parse(c))];
        if (printer is null && cells.Contains(null))
        {
            throw new FormatException($"the column '{Columns[Array.IndexOf(cells, null)].Name}' has no expression, and the kind no printer");
        }
    }

    /// <summary>The columns that are shown.</summary>
    public IReadOnlyList<ColumnDefinition> Columns { get; }

    // Scales of built-in kinds have a name column without the format; one of a custom resource cannot have this expression.
    private static bool IsName(ColumnDefinition column) => column.Format is "name" || column.JsonPath == Name.JsonPath;

    private static ColumnDefinition Describe(ColumnDefinition column, Schema schema)
    {
        SchemaField? field = null;
        foreach (var name in column.DescribedBy?.Split('.') ?? [])
        {
            field = (field?.Schema ?? schema).Find(name)
                ?? throw new FormatException($"the column '{column.Name}' is described by {column.DescribedBy}, which is no field");
        }

        return field is null ? column : column with { Description = field.Description ?? "" };
    }

    /// <summary>The cells of an object, one for each column.</summary>
    internal JsonNode?[] Print(JsonObject obj, RowCells printed)
    {
        if (cells.Contains(null))
        {
            printer!.Print(obj, printed);
        }

        var next = 0;
        var result = new JsonNode?[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            result[i] = cells[i] is { } cell ? cell(obj, printed.Now) : printed.All[next++];
        }

        return result;
    }
}
