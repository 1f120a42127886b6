using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace PostgresApiServer;

/// <summary>What a book is.</summary>
public sealed class BookSpec
{
    /// <summary>Its title.</summary>
    [Required]
    [MinLength(1)]
    public string? Title { get; set; }

    /// <summary>Who wrote it.</summary>
    public string? Author { get; set; }

    /// <summary>How many copies there are.</summary>
    [Range(0, 100000)]
    [DefaultValue(1)]
    public int? Copies { get; set; }
}
