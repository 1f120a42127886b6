using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Tables;
using Outrigger.ControlPlane.Kinds.Printing;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class ColumnDescriptionTests
{
    [Fact]
    public void Columns_OfEveryKind_NameFieldsThatThereAre()
    {
        foreach (var kind in SchemaLibrary.Load(typeof(BuiltInPrinters).Assembly).Kinds.Where(k => k.Columns.Count > 0).Select(BuiltInPrinters.Attach))
        {
            var layout = new TableLayout(kind.Columns, kind.Schema, kind.Printer);

            layout.Columns.First(c => c.Format is "name").Description.ShouldStartWith("Name must be unique within a namespace.");
        }
    }
}
