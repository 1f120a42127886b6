using Npgsql;
using Outrigger.Registry.Typed;
using Outrigger.Server.Extension;
using PostgresApiServer;

var connection = Environment.GetEnvironmentVariable("BOOKS_DATABASE");
if (connection is null)
{
    Console.Error.WriteLine("set BOOKS_DATABASE to a connection string: Host=localhost;Username=books;Database=books");
    return 1;
}

// a connection that waits for notifications must notice when its server is gone
var settings = new NpgsqlConnectionStringBuilder(connection) { KeepAlive = 30 };
await using var database = NpgsqlDataSource.Create(settings);
return await new ExtensionServerBuilder("book-api-server")
    .AddResource(new TypedOptions<Book>(), new BookStorage(database))
    .RunAsync(args);
