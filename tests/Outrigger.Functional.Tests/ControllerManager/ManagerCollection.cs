namespace Outrigger.Functional.Tests.ControllerManager;

/// <summary>The tests that share one server without controllers.</summary>
[CollectionDefinition]
public sealed class ManagerCollection : ICollectionFixture<ManagerCluster>;
