namespace Outrigger.ControlPlane.CustomResources.Definitions;

/// <summary>One condition, without its time.</summary>
internal sealed record Condition(string Type, string Status, string Reason, string Message)
{
    public static Condition InitialNames { get; } =
        new("Established", "True", "InitialNamesAccepted", "the initial names have been accepted");

    public static Condition NamesAccepted { get; } = new("NamesAccepted", "True", "NoConflicts", "no conflicts found");

    public static Condition NotAccepted { get; } = new("Established", "False", "NotAccepted", "not all names are accepted");

    public static Condition DeletionPending { get; } = new(
        "Terminating",
        "True",
        "InstanceDeletionPending",
        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon");

    public static Condition DeletionInProgress { get; } =
        new("Terminating", "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress");

    public static Condition DeletionCompleted { get; } = new("Terminating", "False", "InstanceDeletionCompleted", "removed all instances");

    public static Condition NeverEstablished { get; } = new("Terminating", "False", "NeverEstablished", "resource was never established");
}
