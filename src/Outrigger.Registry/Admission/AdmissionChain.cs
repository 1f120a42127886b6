namespace Outrigger.Registry.Admission;

/// <summary>The admission plugins of a server, in order: all mutations, then all validations.</summary>
public sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins)
{
    /// <summary>A chain that lets everything pass.</summary>
    public static AdmissionChain None { get; } = new([]);

    /// <summary>The plugins in order.</summary>
    public IReadOnlyList<IAdmissionPlugin> Plugins { get; } = plugins;

    /// <summary>Lets every plugin that wants the request change its object. Refuses with a StatusException.</summary>
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Plugins.Count; i++)
        {
            if (Plugins[i].Handles(request))
            {
                await Plugins[i].MutateAsync(request, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Asks every plugin that wants the request. Refuses with a StatusException.</summary>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Plugins.Count; i++)
        {
            if (Plugins[i].Handles(request))
            {
                await Plugins[i].ValidateAsync(request, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
