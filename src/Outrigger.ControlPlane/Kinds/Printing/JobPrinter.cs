using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>Status, Completions and Duration of a job.</summary>
internal sealed class JobPrinter : IRowPrinter
{
    private static readonly string[] EndStates = ["Complete", "Failed"];
    private static readonly string[] OtherStates = ["Suspended", "FailureTarget", "SuccessCriteriaMet"];

    public GroupKind Kind => new("batch", "Job");

    public void Print(JsonObject obj, RowCells cells) => cells.Add(Status(obj)).Add(Completions(obj)).Add(Duration(obj, cells));

    private static string Status(JsonObject job) =>
        EndStates.FirstOrDefault(s => Conditions.IsTrue(job, s))
        ?? (JsonNodes.GetString(job, "metadata", "deletionTimestamp") is not null ? "Terminating" : null)
        ?? OtherStates.FirstOrDefault(s => Conditions.IsTrue(job, s))
        ?? "Running";

    private static string Completions(JsonObject job)
    {
        var succeeded = JsonNodes.GetLong(job, "status", "succeeded") ?? 0;
        var parallelism = JsonNodes.GetLong(job, "spec", "parallelism") ?? 0;
        return JsonNodes.GetLong(job, "spec", "completions") is { } wanted
            ? string.Create(CultureInfo.InvariantCulture, $"{succeeded}/{wanted}")
            : string.Create(CultureInfo.InvariantCulture, $"{succeeded}/1{(parallelism > 1 ? $" of {parallelism}" : "")}");
    }

    private static string Duration(JsonObject job, RowCells cells)
    {
        if (!KubernetesTime.TryParse(JsonNodes.GetString(job, "status", "startTime"), out var start))
        {
            return "";
        }

        var end = KubernetesTime.TryParse(JsonNodes.GetString(job, "status", "completionTime"), out var completed) ? completed : cells.Now;
        return ShortDuration.Format(end - start);
    }
}
