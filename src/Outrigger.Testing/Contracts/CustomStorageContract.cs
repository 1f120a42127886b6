using Outrigger.Registry.Custom;

namespace Outrigger.Testing.Contracts;

/// <summary>
/// What every <see cref="ICustomStorage{T}"/> must do, rule by rule, for any test framework: make a test of every name in
/// <see cref="Rules"/> that calls <see cref="CheckAsync"/>.
/// </summary>
/// <typeparam name="T">The C# class of the kind.</typeparam>
public static class CustomStorageContract<T>
    where T : class
{
    private static readonly Type[] All = [typeof(CustomWriteRules<T>), typeof(CustomFeedRules<T>)];

    /// <summary>The names of the rules. Those of feeds hold of themselves for a storage without one.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. All.SelectMany(Rule.Names)];

    /// <summary>Checks one rule on an empty storage; throws <see cref="ContractException"/> when it is not kept.</summary>
    public static Task CheckAsync(string rule, CustomStorageSubject<T> subject)
    {
        CustomRules<T>[] all = [new CustomWriteRules<T>(subject), new CustomFeedRules<T>(subject)];
        var rules = all.FirstOrDefault(r => Rule.Names(r.GetType()).Contains(rule, StringComparer.Ordinal))
            ?? throw new ArgumentException($"the contract of custom storage has no rule {rule}", nameof(rule));
        return Rule.RunAsync(rules, rule);
    }
}
