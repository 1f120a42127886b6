using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.Rbac;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>What every loop needs.</summary>
internal sealed record ControlLoopParts(LocalObjects Objects, RbacState Rbac, TimeProvider Time, ILogger Log);
