using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>The name of a storage class; the default class says so.</summary>
internal sealed class StorageClassPrinter : IRowPrinter
{
    public GroupKind Kind => new("storage.k8s.io", "StorageClass");

    public void Print(JsonObject obj, RowCells cells) => cells.Add(
        DefaultMark.Name(obj, "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"));
}
