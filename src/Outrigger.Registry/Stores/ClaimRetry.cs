using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Models;
using Outrigger.Registry.Strategies;

namespace Outrigger.Registry.Stores;

/// <summary>Prepares and writes an object again when what it was to get went to another one meanwhile.</summary>
internal static class ClaimRetry
{
    private const int MostAttempts = 10;

    /// <summary>Each attempt works on a copy.</summary>
    public static async ValueTask<T> RunAsync<T>(ResourceModel model, JsonObject obj, Func<JsonObject, ValueTask<T>> attempt)
    {
        for (var i = 0; i < MostAttempts; i++)
        {
            try
            {
                return await attempt(FieldSetJson.Clone(obj)).ConfigureAwait(false);
            }
            catch (ClaimTakenException)
            {
                // what is free is known better now
            }
        }

        throw ApiErrors.Conflict(model.Resource, MetadataView.Of(obj).Name, "what it asks for was taken by others each time; please try again");
    }
}
