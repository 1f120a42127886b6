namespace Outrigger.Client.Configuration;

/// <summary>A kubeconfig or a credential cannot be used. The message names the cause and the fix, for an operator.</summary>
public sealed class ClientConfigException(string message, Exception? cause = null) : Exception(message, cause);
