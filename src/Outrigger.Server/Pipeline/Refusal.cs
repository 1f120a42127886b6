using Outrigger.ApiMachinery.Errors;

namespace Outrigger.Server.Pipeline;

/// <summary>What a client was told instead of an answer.</summary>
/// <param name="Status">The text.</param>
/// <param name="IsFault">Whether it was a fault of the server's own.</param>
internal sealed record Refusal(Status Status, bool IsFault);
