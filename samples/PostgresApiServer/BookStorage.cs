using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using Outrigger.Registry.Custom;

namespace PostgresApiServer;

/// <summary>
/// Books in PostgreSQL. The version is a column that a trigger raises with every change of the row, and the WHERE of a write checks it.
/// Changes of others come by LISTEN: notifications are sent at commit and are lost only with the connection, and after a new LISTEN
/// everything is compared.
/// </summary>
internal sealed class BookStorage(NpgsqlDataSource database) : ICustomStorage<Book>, IChangeFeed
{
    private readonly SemaphoreSlim preparing = new(1, 1);
    private bool prepared;

    public async IAsyncEnumerable<StoredItem<Book>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        await using var command = database.CreateCommand($"SELECT {BookRow.Columns} FROM books");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            if (Readable(rows) is { } book)
            {
                yield return book;
            }
        }
    }

    public async ValueTask<StoredItem<Book>?> GetAsync(ObjectName name, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        await using var command = Command($"SELECT {BookRow.Columns} FROM books WHERE namespace = @namespace AND name = @name", name);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken) ? BookRow.Read(rows) : null;
    }

    public async ValueTask<string?> WriteAsync(ObjectWrite<Book> write, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        const string That = "WHERE namespace = @namespace AND name = @name AND version = @version RETURNING version";
        var sql = write switch
        {
            { Object: null } => $"DELETE FROM books {That}",
            { ExpectedVersion: null } =>
                """
                INSERT INTO books (namespace, name, title, author, copies, lent, labels, uid, created, metadata)
                VALUES (@namespace, @name, @title, @author, @copies, @lent, @labels, @uid, @created, @metadata)
                ON CONFLICT DO NOTHING RETURNING version
                """,
            _ =>
                $"""
                UPDATE books SET title = @title, author = @author, copies = @copies, lent = @lent, labels = @labels,
                                 uid = @uid, created = @created, metadata = @metadata {That}
                """,
        };
        await using var command = Command(sql, write.Name);
        if (write.ExpectedVersion is { } expected)
        {
            command.Parameters.AddWithValue("version", long.Parse(expected, CultureInfo.InvariantCulture));
        }

        if (write.Object is { } book)
        {
            BookRow.Write(command.Parameters, book);
        }

        return (await command.ExecuteScalarAsync(cancellationToken) as long?)?.ToString(CultureInfo.InvariantCulture);
    }

    public async IAsyncEnumerable<ObjectName?> ChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var told = new Queue<string>();
        connection.Notification += (_, notification) => told.Enqueue(notification.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN books", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        yield return null;
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
            while (told.TryDequeue(out var row))
            {
                yield return row.Split('/') is [var ns, var name] ? new ObjectName(ns, name) : null;
            }
        }
    }

    private static StoredItem<Book>? Readable(NpgsqlDataReader row)
    {
        try
        {
            return BookRow.Read(row);
        }
        catch (InvalidDataException e)
        {
            Console.Error.WriteLine(e.Message);
            return null;
        }
    }

    private NpgsqlCommand Command(string sql, ObjectName name)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("namespace", name.Namespace);
        command.Parameters.AddWithValue("name", name.Name);
        return command;
    }

    /// <summary>Makes the table when it is not there; a lock keeps two servers from making it at once.</summary>
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await preparing.WaitAsync(cancellationToken);
        try
        {
            if (!prepared)
            {
                using var text = new StreamReader(typeof(BookStorage).Assembly.GetManifestResourceStream("books.sql")!);
                var schema = await text.ReadToEndAsync(cancellationToken);
                await using var command = database.CreateCommand($"BEGIN; SELECT pg_advisory_xact_lock(7261); {schema}; COMMIT");
                await command.ExecuteNonQueryAsync(cancellationToken);
                prepared = true;
            }
        }
        finally
        {
            preparing.Release();
        }
    }
}
