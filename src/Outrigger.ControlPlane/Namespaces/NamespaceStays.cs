using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Namespaces;

/// <summary>
/// The second half of <see cref="NamespaceLifecycle"/>, when everybody else was asked: a webhook may take longer than a namespace is
/// kept for what was admitted just before its deletion. A create that took no longer needs no second look, which over etcd is a read.
/// </summary>
internal sealed class NamespaceStays(NamespaceLifecycle first, TimeProvider time) : IAdmissionPlugin
{
    private static readonly TimeSpan Brief = NamespaceController.Settling / 2;

    /// <inheritdoc/>
    public string Name => first.Name;

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) => request.Operation == AdmissionOperation.Create && first.Handles(request);

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        time.GetUtcNow() - request.Context.Now < Brief ? ValueTask.CompletedTask : first.CheckAsync(request, cancellationToken);
}
