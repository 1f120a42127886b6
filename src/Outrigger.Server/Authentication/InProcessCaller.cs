using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authentication;

/// <summary>
/// The identity of a caller inside this process, carried as a feature of the request, which nothing on the network can set.
/// </summary>
/// <param name="User">Who asks.</param>
public sealed record InProcessCaller(UserInfo User);
