using Microsoft.Extensions.Logging;
using Outrigger.Client.Rest;

namespace Outrigger.Server.Extension;

/// <summary>What a part of a running extension server has to work with.</summary>
/// <param name="Main">The main server, with the rights of this server's own account. Not to be disposed of.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The operator's log.</param>
public sealed record ExtensionContext(KubernetesClient Main, TimeProvider Time, ILogger Logger);
