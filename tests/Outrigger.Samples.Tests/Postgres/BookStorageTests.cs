using Npgsql;
using Outrigger.Registry.Custom;
using Outrigger.Testing.Contracts;
using PostgresApiServer;

namespace Outrigger.Samples.Tests.Postgres;

/// <summary>The contract of custom storage over a table, and what is particular to a table.</summary>
public sealed class BookStorageTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    public static TheoryData<string> Rules => [.. CustomStorageContract<Book>.Rules];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Storage_Always_Keeps(string rule) => await CustomStorageContract<Book>.CheckAsync(
        rule, new CustomStorageSubject<Book>(await EmptyAsync(), (meta, i) => new Book { Metadata = meta, Spec = new BookSpec { Title = $"Volume {i}", Copies = i } }));

    [Fact]
    public async Task Changes_ThatAreRolledBack_AreNotTold()
    {
        var storage = await EmptyAsync();
        await using var changes = storage.ChangesAsync(Token).GetAsyncEnumerator(Token);
        await changes.MoveNextAsync();

        await SqlAsync("BEGIN; INSERT INTO books (name, title) VALUES ('never', 'x'); ROLLBACK; INSERT INTO books (name, title) VALUES ('ever', 'x')");

        (await changes.MoveNextAsync()).ShouldBeTrue();
        changes.Current.ShouldBe(new ObjectName("default", "ever"));
    }

    [Fact]
    public async Task Changes_AfterATruncate_TellOfEverything()
    {
        var storage = await EmptyAsync();
        await using var changes = storage.ChangesAsync(Token).GetAsyncEnumerator(Token);
        await changes.MoveNextAsync();

        await SqlAsync("TRUNCATE books");

        (await changes.MoveNextAsync()).ShouldBeTrue();
        changes.Current.ShouldBeNull();
    }

    [Fact]
    public async Task Write_AfterPlainSql_IsRefusedWithTheOldVersion()
    {
        var storage = await EmptyAsync();
        await SqlAsync("INSERT INTO books (name, title) VALUES ('a', 'old')");
        var read = (await storage.GetAsync(new ObjectName("default", "a"), Token)).ShouldNotBeNull();
        await SqlAsync("UPDATE books SET title = 'new'");

        (await storage.WriteAsync(new ObjectWrite<Book>(new("default", "a"), read.Object, read.Version), Token)).ShouldBeNull();
    }

    [Theory]
    [InlineData("labels = '[\"x\"]'")]
    [InlineData("labels = '{\"x\": 1}'")]
    [InlineData("labels = '{\"x\": null}'")]
    [InlineData("metadata = '[]'")]
    public async Task Sql_ThatLeavesNoBook_IsRefused(string set)
    {
        await EmptyAsync();
        await SqlAsync("INSERT INTO books (name, title, labels) VALUES ('a', 'x', '{\"x\": \"y\"}')");

        (await Should.ThrowAsync<PostgresException>(() => SqlAsync($"UPDATE books SET {set}"))).SqlState.ShouldBe(PostgresErrorCodes.CheckViolation);
    }

    [Fact]
    public async Task Read_OfARowThatIsNoBook_SaysSoAndTheListGoesOn()
    {
        var storage = await EmptyAsync();
        await SqlAsync("INSERT INTO books (name, title, metadata) VALUES ('a', 'x', '{\"annotations\": [1]}'), ('b', 'x', '{}')");

        (await Should.ThrowAsync<InvalidDataException>(async () => await storage.GetAsync(new ObjectName("default", "a"), Token))).Message.ShouldContain("default/a");
        var names = new List<string?>();
        await foreach (var item in storage.ListAsync(Token))
        {
            names.Add(item.Object.Metadata.Name);
        }

        names.ShouldBe(["b"]);
    }

    private async Task<BookStorage> EmptyAsync()
    {
        await SqlAsync("DROP TABLE IF EXISTS books");
        var storage = new BookStorage(postgres.Database);
        await storage.GetAsync(new ObjectName("", ""), Token);
        return storage;
    }

    private async Task SqlAsync(string sql)
    {
        await using var command = postgres.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
