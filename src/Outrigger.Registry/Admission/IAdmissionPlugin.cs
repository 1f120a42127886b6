namespace Outrigger.Registry.Admission;

/// <summary>A check or change of writes, in process. Plugins run in order of registration: all mutations, then all validations.</summary>
public interface IAdmissionPlugin
{
    /// <summary>Unique; named in logs and refusals.</summary>
    string Name { get; }

    /// <summary>Whether the plugin wants this request at all; cheap.</summary>
    bool Handles(AdmissionRequest request);

    /// <summary>May change <see cref="AdmissionRequest.Object"/>. Refuses with a StatusException.</summary>
    ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken);

    /// <summary>Refuses with a StatusException; changes nothing.</summary>
    ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken);
}
