using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Policies;

/// <summary>A validation of a policy: what must hold, and what is told when it does not.</summary>
/// <param name="Text">The expression.</param>
/// <param name="Program">The expression, compiled; null when it cannot be.</param>
/// <param name="MessageProgram">Makes the message; null for none.</param>
/// <param name="Fault">Why it cannot be evaluated; empty when it can.</param>
internal sealed record PolicyCheck(string Text, CelProgram? Program, CelProgram? MessageProgram, string Fault)
{
    /// <summary>What is told when no expression makes a message.</summary>
    public string Message { get; init; } = "";

    public string Reason { get; init; } = "Invalid";

    /// <summary>Reads the message and reason.</summary>
    public static PolicyCheck Of(JsonObject validation, string text, CelProgram? program, CelProgram? message, string fault) =>
        new(text, program, message, fault)
        {
            Message = JsonNodes.GetString(validation, "message")?.Trim() is { Length: > 0 } own ? own : $"failed expression: {text}",
            Reason = JsonNodes.GetString(validation, "reason") is { Length: > 0 } reason ? reason : "Invalid",
        };
}
