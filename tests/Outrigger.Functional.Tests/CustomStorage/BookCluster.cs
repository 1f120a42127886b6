using Npgsql;
using Outrigger.TestKit.Postgres;

namespace Outrigger.Functional.Tests.CustomStorage;

/// <summary>With the kind in a PostgreSQL table.</summary>
public sealed class BookCluster() : SampleCluster("PostgresApiServer", "library.example.com")
{
    private PostgresServer? server;

    public NpgsqlDataSource Database { get; private set; } = null!;

    protected override IReadOnlyList<string> Environment => [$"BOOKS_DATABASE={server!.ConnectionString}"];

    public override async ValueTask InitializeAsync()
    {
        server = await PostgresServer.StartAsync();
        Database = NpgsqlDataSource.Create(server.ConnectionString);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Database.DisposeAsync();
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    internal async Task SqlAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
