using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Reports;

/// <summary>The report for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(DoctorReport report) => new JsonObject
    {
        ["healthy"] = report.IsHealthy,
        ["sections"] = new JsonArray([.. report.Sections.Select(s => (JsonNode)new JsonObject
        {
            ["name"] = s.Title,
            ["checks"] = new JsonArray([.. s.Rows.Select(r => (JsonNode)new JsonObject
            {
                ["check"] = r.Check,
                ["state"] = State(r.Result.State),
                ["message"] = r.Result.Message,
                ["fix"] = r.Result.Fix,
            })]),
        })]),
    }.ToJsonString(Indented);

    private static string State(CheckState state) => state switch
    {
        CheckState.Ok => "ok",
        CheckState.Warn => "warn",
        CheckState.Fail => "fail",
        _ => "notTried",
    };
}
