namespace Outrigger.ApiMachinery.Cel.Functions;

/// <summary>The functions that an expression may call. Libraries add forms to a function of the same name.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, Function> functions = new(StringComparer.Ordinal);

    public FunctionTable(IEnumerable<Function> all)
    {
        foreach (var function in all)
        {
            functions[function.Name] = functions.TryGetValue(function.Name, out var known)
                ? new Function(known.Name, [.. known.Overloads, .. function.Overloads])
                : function;
        }
    }

    public Function? Find(string name) => functions.GetValueOrDefault(name);
}
