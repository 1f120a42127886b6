using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Checking;

/// <summary>A name that a macro gives within its arguments; those around it are behind it.</summary>
internal sealed record Scope(string Name, CelType Type, Scope? Outer)
{
    public static CelType? Find(Scope? scope, string name)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (scope.Name == name)
            {
                return scope.Type;
            }
        }

        return null;
    }
}
