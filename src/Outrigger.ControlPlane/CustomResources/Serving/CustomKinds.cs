using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Tables;
using Outrigger.ControlPlane.CustomResources.Definitions;
using Outrigger.ControlPlane.CustomResources.Schemas;

namespace Outrigger.ControlPlane.CustomResources.Serving;

/// <summary>The kinds that a CRD describes, one for each of its versions, served or not.</summary>
internal static class CustomKinds
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly string[] SubresourceVerbs = ["get", "patch", "update"];
    private static readonly GroupVersionKind Scale = new("autoscaling", "v1", "Scale");

    public static IReadOnlyList<KindDefinition> Of(Definition crd, Schema objectMeta) =>
        [.. crd.Versions.Select(v => Of(crd, v, objectMeta))];

    private static KindDefinition Of(Definition crd, JsonObject version, Schema objectMeta)
    {
        var names = crd.Accepted;
        var kind = new GroupVersionKind(crd.Group, JsonNodes.GetString(version, "name") ?? "", names.Kind);
        return new KindDefinition
        {
            Kind = kind,
            ListKind = names.ListKind,
            Plural = names.Plural,
            Singular = names.Singular,
            Namespaced = crd.Namespaced,
            ShortNames = names.ShortNames,
            Categories = names.Categories,
            Verbs = Verbs,
            Schema = JsonSchemaReader.ReadRoot(JsonNodes.GetObject(version, "schema", "openAPIV3Schema"), objectMeta),
            Columns = Columns(version, objectMeta),
            Subresources = [.. Subresources(kind, JsonNodes.GetObject(version, "subresources"))],
            SelectableFields = [.. SelectableFields(version)],
            DeprecationWarning = Warning(crd, version, kind),
            StorageVersion = crd.StorageVersion,
        };
    }

    private static IEnumerable<SubresourceDefinition> Subresources(GroupVersionKind kind, JsonObject? subresources)
    {
        if (subresources?.ContainsKey("status") == true)
        {
            yield return new SubresourceDefinition("status", kind, SubresourceVerbs);
        }

        if (subresources?.ContainsKey("scale") == true)
        {
            yield return new SubresourceDefinition("scale", Scale, SubresourceVerbs);
        }
    }

    private static IEnumerable<string> SelectableFields(JsonObject version) =>
        (JsonNodes.GetArray(version, "selectableFields") ?? [])
            .Select(f => JsonNodes.GetString(f as JsonObject, "jsonPath")?.TrimStart('.'))
            .OfType<string>();

    // From a path that cannot be read on there are no columns, as in Kubernetes.
    private static List<ColumnDefinition> Columns(JsonObject version, Schema objectMeta)
    {
        var name = new ColumnDefinition("Name", "string", "name", Description(objectMeta, "name"), 0, "text(.metadata.name)");
        var age = new ColumnDefinition("Age", "date", "", Description(objectMeta, "creationTimestamp"), 0, ".metadata.creationTimestamp");
        var columns = new List<ColumnDefinition> { name };
        var given = JsonNodes.Objects(version, "additionalPrinterColumns").ToList();
        foreach (var column in given)
        {
            var path = Text(column, "jsonPath");
            if (!IsPath(path))
            {
                return columns;
            }

            columns.Add(new ColumnDefinition(
                Text(column, "name"),
                Text(column, "type"),
                Text(column, "format"),
                JsonNodes.GetString(column, "description") is { Length: > 0 } said
                    ? said
                    : $"Custom resource definition column (in JSONPath format): {path}",
                (int)(JsonNodes.GetLong(column, "priority") ?? 0),
                path));
        }

        if (given.Count == 0)
        {
            columns.Add(age);
        }

        return columns;
    }

    private static string Description(Schema objectMeta, string field) => objectMeta.Find(field)?.Description ?? "";

    private static bool IsPath(string path)
    {
        try
        {
            JsonPath.Parse(path);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string? Warning(Definition crd, JsonObject version, GroupVersionKind kind)
    {
        if (JsonNodes.GetBool(version, "deprecated") != true)
        {
            return null;
        }

        if (JsonNodes.GetString(version, "deprecationWarning") is { } own)
        {
            return own;
        }

        var better = crd.Versions
            .Where(v => JsonNodes.GetBool(v, "served") == true && JsonNodes.GetBool(v, "deprecated") != true)
            .Select(v => Text(v, "name"))
            .Where(v => VersionOrder.Instance.Compare(v, kind.Version) > 0)
            .OrderByDescending(v => v, VersionOrder.Instance)
            .FirstOrDefault();
        var use = better is null ? "" : $"; use {kind.Group}/{better} {kind.Kind}";
        return $"{kind.GroupVersion} {kind.Kind} is deprecated{use}";
    }

    private static string Text(JsonObject obj, string field) => JsonNodes.GetString(obj, field) ?? "";
}
