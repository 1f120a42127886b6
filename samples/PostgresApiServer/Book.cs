using System.ComponentModel.DataAnnotations;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace PostgresApiServer;

/// <summary>A book of a library; a row of the table books.</summary>
[KubernetesResource(Group = "library.example.com", Version = "v1", ShortNames = ["bk"])]
[Column("Title", ".spec.title")]
[Column("Author", ".spec.author")]
[Column("Copies", ".spec.copies")]
[Column("Lent", ".status.lent")]
public sealed class Book
{
    /// <summary>Name, namespace, labels and the rest.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What it is.</summary>
    [Required]
    public BookSpec? Spec { get; set; }

    /// <summary>Where its copies are.</summary>
    public BookStatus? Status { get; set; }
}
