using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ControlPlane.Kinds.Printing;

/// <summary>RequestedDuration and Condition of a certificate signing request.</summary>
internal sealed class SigningRequestPrinter : IRowPrinter
{
    public GroupKind Kind => new("certificates.k8s.io", "CertificateSigningRequest");

    public void Print(JsonObject obj, RowCells cells)
    {
        var seconds = JsonNodes.GetLong(obj, "spec", "expirationSeconds");
        cells.Add(seconds is { } duration ? ShortDuration.Format(TimeSpan.FromSeconds(duration)) : "<none>").Add(Condition(obj));
    }

    private static string Condition(JsonObject request)
    {
        var decision = Conditions.Find(request, "Denied") is not null ? "Denied" : Conditions.Find(request, "Approved") is not null ? "Approved" : "Pending";
        var failed = Conditions.Find(request, "Failed") is null ? "" : ",Failed";
        return decision + failed + (JsonNodes.GetString(request, "status", "certificate") is { Length: > 0 } ? ",Issued" : "");
    }
}
