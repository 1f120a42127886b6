using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Strategies;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Models;

/// <summary>Everything about one stored resource that does not change while it is served. A changed CRD makes a new one.</summary>
public sealed record ResourceModel
{
    /// <summary>
    /// The kind under each version, the storage version among them; a version that is not served may still be stored. The kinds of
    /// another group come last.
    /// </summary>
    public required IReadOnlyList<KindDefinition> Kinds { get; init; }

    /// <summary>The version in which objects are stored.</summary>
    public required string StorageVersion { get; init; }

    /// <summary>Where the kind comes from.</summary>
    public required KindOrigin Origin { get; init; }

    /// <summary>What is particular to the kind.</summary>
    public required ResourceStrategy Strategy { get; init; }

    /// <summary>The selectable fields beside name and namespace; null for those that the kind lists, each at the path that is its label.</summary>
    public IReadOnlyList<FactPath>? Fields { get; init; }

    /// <summary>How field selectors are read.</summary>
    public FieldLabelWords FieldLabels { get; init; } = FieldLabelWords.Common;

    /// <summary>Checked and changed by every write.</summary>
    public AdmissionChain Admission { get; init; } = AdmissionChain.None;

    /// <summary>Turns objects from one version into another; only asked when the versions differ.</summary>
    public VersionConverter Convert { get; init; } = VersionConverters.RenameOnly;

    /// <summary>Converts through another server, in place of <see cref="Convert"/>; null when conversions need none.</summary>
    public RemoteConverter? ConvertRemotely { get; init; }

    /// <summary>Subresources beside status and scale, of every version.</summary>
    public IReadOnlyList<OwnSubresource> Subresources { get; init; } = [];

    /// <summary>The paths of the scale subresource; null when there is none.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>The paths of the versions that have others than <see cref="Scale"/>, by version.</summary>
    public IReadOnlyDictionary<string, ScalePaths> ScaleByVersion { get; init; } = FrozenDictionary<string, ScalePaths>.Empty;

    /// <summary>How C# objects of a typed kind become JSON and back; null for other kinds.</summary>
    public JsonSerializerOptions? Json { get; init; }

    /// <summary>The clock of watches.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether all versions have the same form, so that a conversion changes nothing but the apiVersion.</summary>
    public bool RenamesOnly => ConvertRemotely is null && Convert == VersionConverters.RenameOnly;

    /// <summary>The kind in its storage version.</summary>
    public KindDefinition StorageKind => Kind(StorageVersion);

    /// <summary>The resource without its version.</summary>
    public GroupResource Resource => StorageKind.Resource.GroupResource;

    /// <summary>The kind without its version.</summary>
    public GroupKind GroupKind => StorageKind.Kind.GroupKind;

    /// <summary>Whether objects live in namespaces.</summary>
    public bool Namespaced => StorageKind.Namespaced;

    /// <summary>Whether the status of a version is written through a subresource alone; the versions of a CRD may differ.</summary>
    public bool HasStatusIn(KindDefinition kind) => kind.Subresources.Any(s => s.Name is "status");

    /// <summary>The paths of the scale subresource of a version; null when it has none.</summary>
    public ScalePaths? ScaleOf(KindDefinition kind) => ScaleByVersion.GetValueOrDefault(kind.Kind.Version) ?? Scale;

    /// <summary>
    /// The version in which a write is prepared and checked: that of the request for a custom kind, whose versions have a schema each;
    /// else the stored one, which the strategy knows.
    /// </summary>
    public KindDefinition CheckedKind(KindDefinition requested) => Origin == KindOrigin.Custom ? requested : StorageKind;

    /// <summary>The object in the version of <paramref name="target"/>; itself when it is in it already.</summary>
    public ValueTask<JsonObject> ToAsync(KindDefinition target, JsonObject obj, CancellationToken cancellationToken) =>
        string.Equals(JsonNodes.GetString(obj, "apiVersion"), target.Kind.GroupVersion.ToString(), StringComparison.Ordinal)
            ? ValueTask.FromResult(obj)
            : ConvertRemotely is { } remote ? OneAsync(remote, obj, target, cancellationToken) : Convert(obj, target, cancellationToken);

    /// <summary>The kind under the group and version of a request; a kind may be served by more than one group (events).</summary>
    public KindDefinition Kind(GroupVersion version)
    {
        for (var i = 0; i < Kinds.Count; i++)
        {
            var kind = Kinds[i].Kind;
            if (string.Equals(kind.Version, version.Version, StringComparison.Ordinal)
                && string.Equals(kind.Group, version.Group, StringComparison.Ordinal))
            {
                return Kinds[i];
            }
        }

        throw new ArgumentException($"{Kinds[0].Plural} is not served as {version}", nameof(version));
    }

    /// <summary>The kind under a version of the group that it is stored in.</summary>
    public KindDefinition Kind(string version) =>
        Find(version) ?? throw new ArgumentException($"{Kinds[0].Plural} has no version {version}", nameof(version));

    /// <summary>The kind under a version of the group that it is stored in, or null.</summary>
    public KindDefinition? Find(string version)
    {
        for (var i = 0; i < Kinds.Count; i++)
        {
            if (string.Equals(Kinds[i].Kind.Version, version, StringComparison.Ordinal))
            {
                return Kinds[i];
            }
        }

        return null;
    }

    private static async ValueTask<JsonObject> OneAsync(
        RemoteConverter convert, JsonObject obj, KindDefinition target, CancellationToken cancellationToken) =>
        (await convert([obj], target, cancellationToken).ConfigureAwait(false))[0];
}
