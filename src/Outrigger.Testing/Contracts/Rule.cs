using System.Reflection;

namespace Outrigger.Testing.Contracts;

/// <summary>The rules that a class holds: its own public methods that return a task and take nothing.</summary>
internal static class Rule
{
    public static IEnumerable<string> Names(Type rules) => Methods(rules).Select(m => m.Name);

    public static Task RunAsync(object rules, string name) =>
        (Task)(Methods(rules.GetType()).Single(m => m.Name == name).Invoke(rules, BindingFlags.DoNotWrapExceptions, null, null, null)
            ?? throw new InvalidOperationException($"{name} returned nothing"));

    private static IEnumerable<MethodInfo> Methods(Type rules) => rules
        .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(m => m.ReturnType == typeof(Task) && m.GetParameters().Length == 0);
}
