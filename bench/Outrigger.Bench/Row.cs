namespace Outrigger.Bench;

/// <summary>One line of the table: a piece of work, how each server did it, and the limit.</summary>
/// <param name="Work">What was done.</param>
/// <param name="Servers">One reading a server, in the order of the command line.</param>
/// <param name="Limit">
/// The same from a bare Kestrel endpoint that returns as many bytes, or from the extension server itself; null where that says nothing.
/// </param>
/// <param name="SqliteRate">Rows a second that SQLite itself commits; 0 where that says nothing.</param>
internal sealed record Row(string Work, IReadOnlyList<Reading> Servers, Reading? Limit, double SqliteRate);
