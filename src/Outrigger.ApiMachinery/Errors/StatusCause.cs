namespace Outrigger.ApiMachinery.Errors;

/// <summary>One cause of a failure.</summary>
/// <param name="Reason">A machine-readable word, for example <c>FieldValueInvalid</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="Field">The path of the field, for example <c>spec.replicas</c>; null when the cause names none.</param>
public sealed record StatusCause(string? Reason, string? Message, string? Field);
