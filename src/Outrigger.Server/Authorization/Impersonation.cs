using System.Collections.Concurrent;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Metrics;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Authorization;

/// <summary>
/// Lets callers act as someone else when they may (endpoints/filters/impersonation). The mode that worked last for a caller is
/// tried first; when none works, the refusal of the first one tried is told.
/// </summary>
internal sealed class Impersonation(IAuthorizer authorizer, AccessMetrics metrics)
{
    private const int MostRemembered = 1024;
    private readonly ConcurrentDictionary<string, ImpersonationMode> lastModes = new(StringComparer.Ordinal);

    public async ValueTask ApplyAsync(RequestContext request)
    {
        if (ImpersonatedUser.Take(request.Http.Request.Headers) is not { } wanted)
        {
            return;
        }

        var original = AuthorizationRequests.From(request.User, request.Info);
        StatusException? first = null;
        foreach (var mode in Order(request.User.Name))
        {
            if (!mode.Covers(wanted, request.User))
            {
                continue;
            }

            try
            {
                var user = await new ImpersonationChecks(authorizer, mode, request.User).RunAsync(wanted, original, request.Aborted).ConfigureAwait(false);
                metrics.Impersonated(mode.Label, allowed: true);
                Remember(request.User.Name, mode);
                request.Impersonator = request.User;
                request.User = user;
                request.Audit?.Impersonate(user, mode.IsConstrained ? mode.Verb : "");
                return;
            }
            catch (StatusException e)
            {
                first ??= e;
            }
        }

        metrics.Impersonated("", allowed: false);
        throw first ?? ApiErrors.Unauthorized();
    }

    private IEnumerable<ImpersonationMode> Order(string requestor) =>
        lastModes.TryGetValue(requestor, out var last)
            ? ImpersonationMode.All.Where(m => m != last).Prepend(last)
            : ImpersonationMode.All;

    private void Remember(string requestor, ImpersonationMode mode)
    {
        if (lastModes.Count >= MostRemembered)
        {
            lastModes.Clear();
        }

        lastModes[requestor] = mode;
    }
}
