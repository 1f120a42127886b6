namespace Outrigger.Cli.Doctor.Model;

/// <summary>Who an extension server is at the main server.</summary>
internal sealed record ServiceAccountName(string Namespace, string Name)
{
    public string User => $"system:serviceaccount:{Namespace}:{Name}";

    public IReadOnlyList<string> Groups => ["system:serviceaccounts", $"system:serviceaccounts:{Namespace}", "system:authenticated"];

    /// <summary>kubectl's flag.</summary>
    public string Flag => $"--serviceaccount={Namespace}:{Name}";
}
