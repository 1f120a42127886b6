namespace Outrigger.Bench;

/// <summary>One line of the table: a piece of work, how each server did it, and the limit.</summary>
/// <param name="Work">What was done.</param>
/// <param name="Servers">One reading a server, in the order of the command line.</param>
/// <param name="Bare">The same from a bare Kestrel endpoint that returns as many bytes; null where that says nothing.</param>
internal sealed record Row(string Work, IReadOnlyList<Reading> Servers, Reading? Bare);
