namespace Outrigger.Functional.Tests.Servers;

/// <summary>Servers of one test class, which may do to them what it likes.</summary>
public sealed class OwnCluster : Cluster;
