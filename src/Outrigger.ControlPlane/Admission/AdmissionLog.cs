using Microsoft.Extensions.Logging;

namespace Outrigger.ControlPlane.Admission;

/// <summary>What admission tells an operator.</summary>
internal static partial class AdmissionLog
{
    [LoggerMessage(4101, LogLevel.Warning, "Admission webhook {Webhook} failed and is passed over, as its failurePolicy Ignore says: {Cause}")]
    public static partial void Ignored(ILogger log, string webhook, string cause);

    [LoggerMessage(4102, LogLevel.Warning, "Admission webhook {Webhook} is not asked, as its failurePolicy Ignore says, because a matchCondition failed; mend the expression: {Cause}")]
    public static partial void ConditionIgnored(ILogger log, string webhook, string cause);
}
