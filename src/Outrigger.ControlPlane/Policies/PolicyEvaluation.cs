using System.Text;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ControlPlane.Policies;

/// <summary>What a policy says of one request.</summary>
/// <param name="Denials">What does not hold, with the place of the validation; -1 for none.</param>
/// <param name="Annotations">Facts for the audit log.</param>
internal sealed record PolicyOutcome(IReadOnlyList<PolicyDenial> Denials, IReadOnlyList<(string Key, string Value)> Annotations)
{
    public static PolicyOutcome Nothing { get; } = new([], []);
}

/// <summary>A validation that does not hold, or cannot be evaluated.</summary>
internal sealed record PolicyDenial(int Index, string Message, string Reason);

/// <summary>Evaluates one policy for one request.</summary>
internal sealed class PolicyEvaluation(ValidatingPolicy policy, PolicySubject subject)
{
    // apiserver pkg/apis/cel MaxEvaluatedMessageExpressionSizeBytes
    private const int MaxMessage = 5 * 1024;
    private const string OutOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";

    private readonly List<PolicyDenial> denials = [];

    public async ValueTask<PolicyOutcome> RunAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < policy.Checks.Count; i++)
        {
            var check = policy.Checks[i];
            if (check.Program is not { } program || check.Fault.Length > 0)
            {
                Fail(i, $"compilation error: {check.Fault}");
                continue;
            }

            var value = await subject.EvaluateAsync(program, cancellationToken).ConfigureAwait(false);
            if (subject.IsSpent)
            {
                denials.Clear();
                Fail(i, OutOfBudget);
                return new PolicyOutcome(denials, []);
            }

            if (value.IsError)
            {
                Fail(i, $"expression '{check.Text}' resulted in error: {value.AsError}");
            }
            else if (!value.IsTrue)
            {
                denials.Add(new PolicyDenial(i, await MessageAsync(check, cancellationToken).ConfigureAwait(false), check.Reason));
            }
        }

        return new PolicyOutcome(denials, await AnnotateAsync(cancellationToken).ConfigureAwait(false));
    }

    private void Fail(int index, string message)
    {
        if (!policy.IgnoresFailure)
        {
            denials.Add(new PolicyDenial(index, message, "Invalid"));
        }
    }

    // An expression that makes no message leaves it to the validation's own.
    private async ValueTask<string> MessageAsync(PolicyCheck check, CancellationToken cancellationToken)
    {
        if (check.MessageProgram is not { } program)
        {
            return check.Message;
        }

        var value = await subject.EvaluateAsync(program, cancellationToken).ConfigureAwait(false);
        var text = value.Kind == CelValueKind.String ? value.AsString.Trim() : "";
        return text.Length == 0 || text.Contains('\n', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(text) > MaxMessage ? check.Message : text;
    }

    private async ValueTask<List<(string Key, string Value)>> AnnotateAsync(CancellationToken cancellationToken)
    {
        var found = new List<(string, string)>();
        foreach (var (key, program, text) in policy.Annotations)
        {
            var value = program is null ? CelValue.FromError("compilation error") : await subject.EvaluateAsync(program, cancellationToken).ConfigureAwait(false);
            if (value.IsError)
            {
                Fail(-1, $"expression '{text}' resulted in error: {value.AsError}");
            }
            else if (value.Kind == CelValueKind.String && value.AsString.Trim() is { Length: > 0 } told)
            {
                found.Add((key, told));
            }
        }

        return found;
    }
}
