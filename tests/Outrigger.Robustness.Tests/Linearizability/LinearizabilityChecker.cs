using Outrigger.Robustness.Tests.Histories;

namespace Outrigger.Robustness.Tests.Linearizability;

/// <summary>
/// Looks for an order of a history's operations, each between its call and its answer, in which a single register per key would have
/// answered the same (Wing and Gong's search, with the memory of Lowe's: a set of done operations with a state is tried once). Keys are
/// independent. An operation without an answer may happen at any time after its call, or never.
/// </summary>
internal static class LinearizabilityChecker
{
    public const string Name = "linearizable";

    /// <summary>The keys whose history has no such order.</summary>
    public static IEnumerable<Violation> Check(IEnumerable<Operation> operations)
    {
        foreach (var key in operations.GroupBy(o => o.Key, StringComparer.Ordinal))
        {
            // first without the writes that left no trace: they only matter where nothing else explains an answer
            List<Operation> all = [.. key];
            var traced = all.FindAll(o => o.Outcome != Outcome.Unknown || o.Result is not null);
            if (traced.Count == 0 || new KeySearch(traced).Run() is not { } stuck)
            {
                continue;
            }

            if (traced.Count == all.Count || new KeySearch(all).Run() is not null)
            {
                yield return new Violation(Name, $"no order explains {stuck} among{Around(all, stuck)}");
            }
        }
    }

    // What went on at the same time, and the last writes before it.
    private static string Around(List<Operation> operations, Operation stuck) => string.Concat(operations
        .Where(o => o != stuck && o.Outcome != Outcome.Unknown && o.Invoked <= stuck.Returned)
        .OrderBy(o => o.Returned)
        .TakeLast(8)
        .Select(o => $"{Environment.NewLine}    {o}"));
}
