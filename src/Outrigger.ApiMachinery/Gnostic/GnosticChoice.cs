using System.Text.Json;

namespace Outrigger.ApiMachinery.Gnostic;

/// <summary>One alternative of a message of which only one field is ever set.</summary>
/// <param name="Condition">
/// What JSON it is for: <c>has:NAME</c>, <c>NAME=TEXT</c> (a member), <c>bool</c>, <c>number</c>, <c>string</c>, or <c>else</c>.
/// </param>
/// <param name="Field">The field that is set.</param>
internal sealed record GnosticChoice(string Condition, GnosticField Field)
{
    public bool Fits(JsonElement value)
    {
        if (Condition is "else")
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return Condition == value.ValueKind switch
            {
                JsonValueKind.True or JsonValueKind.False => "bool",
                JsonValueKind.Number => "number",
                JsonValueKind.String => "string",
                _ => "",
            };
        }

        return Condition.StartsWith("has:", StringComparison.Ordinal)
            ? value.TryGetProperty(Condition.AsSpan(4), out _)
            : Condition.Split('=') is [var name, var text] && value.TryGetProperty(name, out var member) &&
                member.ValueKind == JsonValueKind.String && member.ValueEquals(text);
    }
}
