using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Requests;

namespace Outrigger.CustomMetrics.Api;

/// <summary>Reads what a path below a group-version asks for.</summary>
internal interface IMetricReader
{
    /// <summary>Whether there is such a path.</summary>
    bool Serves(RequestInfo info);

    /// <summary>The list; StatusException for what is refused.</summary>
    Task<JsonObject> ReadAsync(GroupVersion version, RequestContext request);
}
