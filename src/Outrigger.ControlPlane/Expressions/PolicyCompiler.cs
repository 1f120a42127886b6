using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ControlPlane.Expressions;

/// <summary>Compiles the expressions of one policy, in their order: each sees the variables that were declared before it.</summary>
internal sealed class PolicyCompiler
{
    private readonly Dictionary<string, CelType> declared = new(StringComparer.Ordinal);

    public PolicyCompiler(bool hasParams)
    {
        var variables = CelType.Struct("kubernetes.variables", new Fields(declared));
        Conditions = AdmissionTypes.Policy(hasParams, null);
        Expressions = AdmissionTypes.Policy(hasParams, variables);
        Messages = AdmissionTypes.Messages(hasParams, variables);
        Mutations = AdmissionTypes.Mutations(hasParams, variables);
    }

    /// <summary>For matchConditions, which see no variables.</summary>
    public CelEnvironment Conditions { get; }

    public CelEnvironment Expressions { get; }

    /// <summary>For messages, which may not ask the authorizer.</summary>
    public CelEnvironment Messages { get; }

    /// <summary>For what mutating policies change, which may make objects and patches.</summary>
    public CelEnvironment Mutations { get; }

    /// <summary>Compiles a variable and declares it; the fault when it cannot be compiled.</summary>
    public string? Declare(string name, string expression, out CelProgram? program)
    {
        var fault = ExpressionFaults.Find(Expressions, expression, out var compiled);
        program = compiled.Program;
        if (fault is null)
        {
            declared[name] = compiled.Type;
        }

        return fault;
    }

    private sealed class Fields(Dictionary<string, CelType> types) : ICelFields
    {
        public CelType? Find(string name) => types.GetValueOrDefault(name);
    }
}
