namespace Outrigger.Registry.Admission;

/// <summary>The admission plugins of a server, in order: all mutations, then all validations.</summary>
public sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins)
{
    /// <summary>A chain that lets everything pass.</summary>
    public static AdmissionChain None { get; } = new([]);

    /// <summary>The plugins in order.</summary>
    public IReadOnlyList<IAdmissionPlugin> Plugins { get; } = plugins;

    /// <summary>
    /// Lets every plugin that wants the request change its object, and once more when one asks for it. Refuses with a StatusException.
    /// </summary>
    /// <param name="request">What is admitted.</param>
    /// <param name="accept">Brings an object whose content a plugin replaced into the form of its kind again; null where nothing can be replaced.</param>
    /// <param name="cancellationToken">Ends the wait for plugins.</param>
    public async ValueTask MutateAsync(AdmissionRequest request, Action<AdmissionRequest>? accept, CancellationToken cancellationToken)
    {
        await MutateOnceAsync(request, accept, cancellationToken).ConfigureAwait(false);
        if (request.WantsReinvocation)
        {
            request.IsReinvoked = true;
            await MutateOnceAsync(request, accept, cancellationToken).ConfigureAwait(false);
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

    private async ValueTask MutateOnceAsync(AdmissionRequest request, Action<AdmissionRequest>? accept, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Plugins.Count; i++)
        {
            if (Plugins[i].Handles(request))
            {
                await Plugins[i].MutateAsync(request, cancellationToken).ConfigureAwait(false);
            }
        }

        if (request.IsReplaced)
        {
            accept?.Invoke(request);
            request.IsReplaced = false;
        }
    }
}
