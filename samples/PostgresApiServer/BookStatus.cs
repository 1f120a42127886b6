namespace PostgresApiServer;

/// <summary>Where the copies of a book are.</summary>
public sealed class BookStatus
{
    /// <summary>How many are lent.</summary>
    public int Lent { get; set; }
}
