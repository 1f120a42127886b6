using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>ParamRef of an admission policy binding.</summary>
internal sealed class PolicyBindingPrinter(string kind) : IRowPrinter
{
    public GroupKind Kind => new("admissionregistration.k8s.io", kind);

    public void Print(JsonObject obj, RowCells cells)
    {
        var reference = JsonNodes.GetObject(obj, "spec", "paramRef");
        var place = JsonNodes.GetString(reference, "namespace") is { Length: > 0 } space ? space : "*";
        cells.Add(JsonNodes.GetString(reference, "name") is { Length: > 0 } name ? $"{place}/{name}"
            : JsonNodes.GetObject(reference, "selector") is { } selector ? LabelTexts.OfSelector(selector)
            : "<unset>");
    }
}
