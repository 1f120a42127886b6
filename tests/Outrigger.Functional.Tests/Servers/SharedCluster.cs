[assembly: AssemblyFixture(typeof(Outrigger.Functional.Tests.Servers.SharedCluster))]

namespace Outrigger.Functional.Tests.Servers;

/// <summary>The servers that all rows share; nobody stops or misconfigures these.</summary>
public sealed class SharedCluster : Cluster;
