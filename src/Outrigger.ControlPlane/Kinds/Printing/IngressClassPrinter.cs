using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Name and Parameters of an ingress class; the default class says so.</summary>
internal sealed class IngressClassPrinter : IRowPrinter
{
    public GroupKind Kind => new("networking.k8s.io", "IngressClass");

    public void Print(JsonObject obj, RowCells cells) =>
        cells.Add(DefaultMark.Name(obj, "ingressclass.kubernetes.io/is-default-class")).Add(Parameters(JsonNodes.GetObject(obj, "spec", "parameters")));

    private static string Parameters(JsonObject? parameters)
    {
        if (parameters is null)
        {
            return "<none>";
        }

        var group = JsonNodes.GetString(parameters, "apiGroup");
        return $"{JsonNodes.GetString(parameters, "kind")}{(group is null ? "" : $".{group}")}/{JsonNodes.GetString(parameters, "name")}";
    }
}
