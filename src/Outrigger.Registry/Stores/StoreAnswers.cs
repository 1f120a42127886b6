using Outrigger.ApiMachinery.Errors;
using Outrigger.Storage.Contract;

namespace Outrigger.Registry.Stores;

/// <summary>What a client is told when the store cannot answer. The store's own words are for the operator: they are the cause.</summary>
public static class StoreAnswers
{
    /// <summary>507 for a full disk, 500 for a write whose outcome is unknown, else 503 with a Retry-After.</summary>
    public static StatusException Of(StoreUnavailableException e) =>
        e.OutOfSpace ? new StatusException(ApiErrors.InsufficientStorage().Status, e)
        : e.OutcomeUnknown ? ApiErrors.Internal("the outcome of the write is unknown: read the object before trying again", e)
        : new StatusException(ApiErrors.Unavailable("the storage cannot answer now, try again", 1).Status, e);
}
