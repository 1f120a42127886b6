using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Autoscaling.Sources;

/// <summary>Why a metrics API was not to be read.</summary>
internal static class ApiFailure
{
    // what a server says of a path that nobody serves does not name it
    private const string Unnamed = "the server could not find the requested resource";

    /// <summary>As client-go puts it.</summary>
    public static string Text(Exception failure, string verb, GroupResource resource) =>
        failure is StatusException { Status.Code: 404 } && failure.Message.StartsWith(Unnamed, StringComparison.Ordinal)
            ? $"{Unnamed} ({verb} {resource})"
            : failure.Message;
}
