using System.Security.Authentication;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Client.Configuration;

namespace Outrigger.Cli.Doctor;

/// <summary>Runs checks in order. What needs a check that did not succeed is not tried.</summary>
internal static class CheckRunner
{
    /// <summary>One row a check, in the order of the checks.</summary>
    public static async Task<IReadOnlyList<CheckRow>> RunAsync(IReadOnlyList<ICheck> checks, DoctorContext context, CancellationToken cancellationToken)
    {
        var rows = new List<CheckRow>();
        foreach (var check in checks)
        {
            var missing = check.Needs.FirstOrDefault(need => rows.Any(r => r.Check == need && r.Result.State is CheckState.Fail or CheckState.NotTried));
            rows.Add(new CheckRow(
                check.Name,
                missing is not null ? CheckResult.NotTried($"needs {missing}") : await RunAsync(check, context, cancellationToken).ConfigureAwait(false)));
        }

        return rows;
    }

    private static async Task<CheckResult> RunAsync(ICheck check, DoctorContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await check.RunAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException refused) when (refused.Status.Code == 403)
        {
            return CheckResult.NotTried($"you may not look: {refused.Message}");
        }
        catch (Exception failure) when (failure is StatusException or HttpRequestException or TimeoutException or IOException or AuthenticationException or ClientConfigException)
        {
            return CheckResult.Fail(failure.Message, "kubectl get --raw '/readyz?verbose'");
        }
    }
}
