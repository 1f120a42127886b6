using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Server.FlowControl;

namespace Outrigger.ControlPlane.FlowControl;

/// <summary>Hands the FlowSchemas and PriorityLevelConfigurations of the store to the server's flow control, at the start and after every change.</summary>
internal sealed class FlowControlFeed : IBackgroundLoop
{
    private readonly FlowController controller;
    private readonly ObjectFeed schemas;
    private readonly ObjectFeed levels;
    private readonly Channel<bool> changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public FlowControlFeed(FlowController controller, LocalObjects objects, TimeProvider time, ILogger log)
    {
        this.controller = controller;
        schemas = Feed(CoreResources.FlowSchemas);
        levels = Feed(CoreResources.PriorityLevels);

        ObjectFeed Feed(GroupVersionResource resource) =>
            new(resource, objects, time, log) { OnPut = _ => changed.Writer.TryWrite(true), OnRemove = _ => changed.Writer.TryWrite(true) };
    }

    /// <inheritdoc/>
    public string Name => "flow-control";

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(schemas.RunAsync(cancellationToken), levels.RunAsync(cancellationToken), ConfigureAsync(cancellationToken));

    private async Task ConfigureAsync(CancellationToken cancellationToken)
    {
        try
        {
            // schemas without their levels would count as dangling
            await Task.WhenAll(schemas.Synced, levels.Synced).WaitAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var _ in changed.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                controller.Configure(schemas.Items.Select(s => s.ToTree()), levels.Items.Select(l => l.ToTree()));
            }
        }
        catch (OperationCanceledException)
        {
            // the end that was asked for
        }
    }
}
