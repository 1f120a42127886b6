using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;

namespace WardleApiServer;

/// <summary>Refuses new flunders whose name a fischer forbids.</summary>
internal sealed class BanFlunder(LocalObjects objects) : IAdmissionPlugin
{
    private static readonly GroupVersionResource Fischers = new("wardle.example.com", "v1alpha1", "fischers");

    public string Name => "BanFlunder";

    public bool Handles(AdmissionRequest request) =>
        request.Operation == AdmissionOperation.Create && request.Kind.Kind == "Flunder" && request.Context.Subresource.Length == 0;

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var name = JsonNodes.GetString(request.Object!, "metadata", "name") ?? "";
        var fischers = await objects.ListAsync(Fischers, "", cancellationToken);
        if (fischers.Items.Any(fischer => Bans(fischer.ToTree(), name)))
        {
            throw ApiErrors.Forbidden(
                request.Context.Resource.GroupResource, request.Context.Name, "this name may not be used, please change the resource name");
        }
    }

    // Mutations come first, as in the Go server, whose plugin only mutates.
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private static bool Bans(JsonObject fischer, string name) =>
        fischer["disallowedFlunders"] is JsonArray names && names.Any(n => (string?)n == name);
}
