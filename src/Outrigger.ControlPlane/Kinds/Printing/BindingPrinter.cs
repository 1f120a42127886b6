using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Users, Groups and ServiceAccounts of a role binding.</summary>
internal sealed class BindingPrinter(string kind) : IRowPrinter
{
    public GroupKind Kind => new("rbac.authorization.k8s.io", kind);

    public void Print(JsonObject obj, RowCells cells)
    {
        var subjects = JsonNodes.GetArray(obj, "subjects")?.OfType<JsonObject>().ToList() ?? [];
        cells.Add(Names(subjects, "User", "")).Add(Names(subjects, "Group", "")).Add(Names(subjects, "ServiceAccount", "namespace"));
    }

    private static string Names(List<JsonObject> subjects, string kind, string prefix) => string.Join(", ", subjects
        .Where(s => string.Equals(JsonNodes.GetString(s, "kind"), kind, StringComparison.Ordinal))
        .Select(s => prefix.Length == 0 ? JsonNodes.GetString(s, "name") : $"{JsonNodes.GetString(s, prefix)}/{JsonNodes.GetString(s, "name")}"));
}
