using Outrigger.Functional.Tests.Kubectl;

namespace Outrigger.Functional.Tests.CustomStorage;

/// <summary>kubectl and a kind whose objects are rows of a table that others write with plain SQL.</summary>
public sealed class BookTests(BookCluster cluster) : IClassFixture<BookCluster>
{
    [Theory, EachKubectl]
    public async Task GetWatch_OfRowsChangedBySql_ShowsEachChange(string version)
    {
        var name = Name("sql", version);
        await using var watch = cluster.Kubectl(version).Stream("get books -w --no-headers");

        await cluster.SqlAsync($"INSERT INTO books (name, title, author) VALUES ('{name}', 'Emma', 'Jane Austen')");
        (await watch.LineWithAsync(name)).ShouldContain("Emma");
        await cluster.SqlAsync($"UPDATE books SET lent = 1, title = 'Emma II' WHERE name = '{name}'");
        (await watch.LineWithAsync("Emma II")).ShouldContain(name);
        await using var end = cluster.Kubectl(version).Stream("get books -w --no-headers --output-watch-events");
        await end.LineWithAsync(name);
        await cluster.SqlAsync($"DELETE FROM books WHERE name = '{name}'");
        (await end.LineWithAsync("DELETED")).ShouldContain(name);
    }

    [Theory, EachKubectl]
    public async Task Apply_OfABook_WritesTheRow(string version)
    {
        var name = Name("api", version);
        var kubectl = cluster.Kubectl(version);
        const string Body = "apiVersion: library.example.com/v1\nkind: Book\nmetadata: {{name: {0}, labels: {{shelf: a}}}}\nspec: {{title: Persuasion, copies: {1}}}\n";

        (await kubectl.RunAsync("apply --server-side -f -", string.Format(null, Body, name, 2))).ShouldSucceed();
        (await TextAsync($"SELECT title || ' ' || copies || ' ' || labels::text FROM books WHERE name = '{name}'")).ShouldBe("Persuasion 2 {\"shelf\": \"a\"}");

        // what others changed meanwhile stays
        await cluster.SqlAsync($"UPDATE books SET author = 'Jane Austen' WHERE name = '{name}'");
        (await kubectl.RunAsync("apply --server-side -f -", string.Format(null, Body, name, 3))).ShouldSucceed();
        (await TextAsync($"SELECT author || ' ' || copies FROM books WHERE name = '{name}'")).ShouldBe("Jane Austen 3");

        (await kubectl.RunAsync($"delete book {name}")).ShouldSucceed();
        (await TextAsync($"SELECT count(*)::text FROM books WHERE name = '{name}'")).ShouldBe("0");
    }

    [Theory, EachKubectl]
    public async Task Create_OfWhatTheSchemaRefuses_ChangesNoRow(string version)
    {
        var name = Name("bad", version);

        var answer = await cluster.Kubectl(version).RunAsync(
            "create -f - --validate=false", $"apiVersion: library.example.com/v1\nkind: Book\nmetadata: {{name: {name}}}\nspec: {{title: x, copies: -1}}\n");

        answer.Error.ShouldContain("spec.copies");
        (await TextAsync($"SELECT count(*)::text FROM books WHERE name = '{name}'")).ShouldBe("0");
    }

    private static string Name(string test, string version) => $"{test}-{version.Replace('.', '-')}";

    private async Task<string> TextAsync(string sql)
    {
        await using var command = cluster.Database.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
