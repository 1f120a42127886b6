using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Outrigger.Testing.Contracts;

/// <summary>Expectations of the contracts, of no test framework.</summary>
internal static class Expect
{
    public static void ShouldBe<T>(this T actual, T expected, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (!Same(actual, expected))
        {
            throw Broken(what, Show(expected), Show(actual));
        }
    }

    public static void ShouldBe<T>(
        this IEnumerable<T> actual, IEnumerable<T> expected, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        List<T> came = [.. actual];
        List<T> wanted = [.. expected];
        if (!came.SequenceEqual(wanted))
        {
            throw Broken(what, Show(wanted), Show(came));
        }
    }

    public static void ShouldBeTrue(this bool actual, [CallerArgumentExpression(nameof(actual))] string what = "") => actual.ShouldBe(true, what);

    public static void ShouldBeEmpty<T>(this IEnumerable<T> actual, [CallerArgumentExpression(nameof(actual))] string what = "") =>
        actual.ShouldBe([], what);

    public static T ShouldHaveSingleItem<T>(this IEnumerable<T> actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        List<T> came = [.. actual];
        return came.Count == 1 ? came[0] : throw Broken(what, "one item", Show(came));
    }

    public static T ShouldBeOfType<T>(this object? actual, [CallerArgumentExpression(nameof(actual))] string what = "") =>
        actual is T expected ? expected : throw Broken(what, typeof(T).Name, Show(actual));

    public static T ShouldNotBeNull<T>([NotNull] this T? actual, [CallerArgumentExpression(nameof(actual))] string what = "") =>
        actual ?? throw Broken(what, "something", "null");

    public static void ShouldBeNull(this object? actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (actual is not null)
        {
            throw Broken(what, "null", Show(actual));
        }
    }

    public static void ShouldBeInRange(this long actual, long from, long to, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (actual < from || actual > to)
        {
            throw Broken(what, $"{from} to {to}", Show(actual));
        }
    }

    public static void ShouldBeAtLeast(this long actual, long least, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (actual < least)
        {
            throw Broken(what, $"at least {least}", Show(actual));
        }
    }

    public static async Task<T> ThrowsAsync<T>(Func<Task> action, [CallerArgumentExpression(nameof(action))] string what = "")
        where T : Exception
    {
        try
        {
            await action();
        }
        catch (T expected)
        {
            return expected;
        }
        catch (Exception other)
        {
            throw Broken(what, typeof(T).Name, other.ToString());
        }

        throw Broken(what, typeof(T).Name, "no exception");
    }

    private static bool Same<T>(T actual, T expected) => actual is IEnumerable came and not string && expected is IEnumerable wanted
        ? came.Cast<object?>().SequenceEqual(wanted.Cast<object?>())
        : EqualityComparer<T>.Default.Equals(actual, expected);

    private static ContractException Broken(string what, string expected, string actual) =>
        new($"{what}\n  should be: {expected}\n  but was:   {actual}");

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Take(20).Select(Show)) + "]",
        _ => value.ToString() ?? "",
    };
}
