using Outrigger.CustomMetrics.Tests.Fakes;

[assembly: AssemblyFixture(typeof(AdapterCluster))]
