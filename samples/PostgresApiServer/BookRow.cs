using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Custom;
using Outrigger.Registry.Typed;

namespace PostgresApiServer;

/// <summary>A row as a book and back. Columns are the truth; what has no column is in <c>metadata</c>.</summary>
internal static class BookRow
{
    public const string Columns = "namespace, name, title, author, copies, lent, labels, uid, created, metadata, version";

    /// <summary>Throws <see cref="InvalidDataException"/> for a row that is no book: one row is not to stop the others.</summary>
    public static StoredItem<Book> Read(NpgsqlDataReader row)
    {
        try
        {
            return ReadColumns(row);
        }
        catch (Exception e) when (e is JsonException or InvalidCastException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"the row {row.GetString(0)}/{row.GetString(1)} is no book: {e.Message}", e);
        }
    }

    private static StoredItem<Book> ReadColumns(NpgsqlDataReader row)
    {
        var metadata = JsonSerializer.Deserialize<ObjectMeta>(row.GetString(9), TypedJson.Options) ?? new ObjectMeta();
        var labels = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(6));
        metadata.Namespace = row.GetString(0);
        metadata.Name = row.GetString(1);
        metadata.Labels = labels is { Count: > 0 } ? labels : null;
        metadata.Uid = row.GetGuid(7).ToString();
        metadata.CreationTimestamp = row.GetFieldValue<DateTimeOffset>(8);
        var book = new Book
        {
            Metadata = metadata,
            Spec = new BookSpec { Title = row.GetString(2), Author = row.IsDBNull(3) ? null : row.GetString(3), Copies = row.GetInt32(4) },
            Status = row.GetInt32(5) is > 0 and var lent ? new BookStatus { Lent = lent } : null,
        };
        return new StoredItem<Book>(book, row.GetInt64(10).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>All columns but the version, as parameters of their names.</summary>
    public static void Write(NpgsqlParameterCollection to, Book book)
    {
        var metadata = book.Metadata;
        to.AddWithValue("title", book.Spec?.Title ?? "");
        to.AddWithValue("author", (object?)book.Spec?.Author ?? DBNull.Value);
        to.AddWithValue("copies", book.Spec?.Copies ?? 1);
        to.AddWithValue("lent", book.Status?.Lent ?? 0);
        to.AddWithValue("labels", NpgsqlDbType.Jsonb, JsonSerializer.Serialize(metadata.Labels ?? new Dictionary<string, string>()));
        to.AddWithValue("uid", Guid.Parse(metadata.Uid ?? throw new ArgumentException("a book without a uid", nameof(book))));
        to.AddWithValue("created", (metadata.CreationTimestamp ?? DateTimeOffset.UnixEpoch).ToUniversalTime());
        to.AddWithValue("metadata", NpgsqlDbType.Jsonb, JsonSerializer.Serialize(Rest(metadata), TypedJson.Options));
    }

    private static ObjectMeta Rest(ObjectMeta all) => new()
    {
        Generation = all.Generation,
        DeletionTimestamp = all.DeletionTimestamp,
        DeletionGracePeriodSeconds = all.DeletionGracePeriodSeconds,
        Annotations = all.Annotations,
        OwnerReferences = all.OwnerReferences,
        Finalizers = all.Finalizers,
        ManagedFields = all.ManagedFields?.DeepClone(),
    };
}
