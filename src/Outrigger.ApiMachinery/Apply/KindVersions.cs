using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>The versions of a kind that are served, and the way from one to another. Managers own fields of the version they wrote.</summary>
/// <param name="kinds">One for each version.</param>
/// <param name="convert">Turns an object, owned by the callee, into another version.</param>
public sealed class KindVersions(IReadOnlyList<KindSchema> kinds, Func<JsonObject, KindSchema, CancellationToken, ValueTask<JsonObject>> convert)
{
    /// <summary>A kind that has one version.</summary>
    public static KindVersions Single(KindSchema kind) => new([kind], static (obj, _, _) => ValueTask.FromResult(obj));

    /// <summary>The kind under a version (<c>apps/v1</c>); null when it is not served.</summary>
    public KindSchema? Find(string apiVersion)
    {
        for (var i = 0; i < kinds.Count; i++)
        {
            if (string.Equals(kinds[i].ApiVersion, apiVersion, StringComparison.Ordinal))
            {
                return kinds[i];
            }
        }

        return null;
    }

    /// <summary>The object itself when the versions are the same, else a new one.</summary>
    internal async ValueTask<JsonObject> ConvertAsync(JsonObject obj, KindSchema from, KindSchema to, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(from, to))
        {
            return obj;
        }

        var copy = (JsonObject)obj.DeepClone();
        copy["apiVersion"] = from.ApiVersion;
        copy["kind"] = from.Kind.Kind;
        return await convert(copy, to, cancellationToken).ConfigureAwait(false);
    }
}
