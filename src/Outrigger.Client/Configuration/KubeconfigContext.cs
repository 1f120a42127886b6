namespace Outrigger.Client.Configuration;

/// <summary>A context entry: which user at which cluster.</summary>
public sealed record KubeconfigContext(string Cluster, string User, string Namespace);
