namespace Outrigger.ApiMachinery.Naming;

/// <summary>An API group and one of its versions, for example <c>apps/v1</c>. The core group is the empty string.</summary>
public readonly record struct GroupVersion(string Group, string Version)
{
    /// <summary>Parses an <c>apiVersion</c>: <c>v1</c> or <c>group/version</c>. False for anything with more than one slash.</summary>
    public static bool TryParse(string apiVersion, out GroupVersion value)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        value = slash < 0 ? new("", apiVersion) : new(apiVersion[..slash], apiVersion[(slash + 1)..]);
        return apiVersion.IndexOf('/', slash + 1) < 0 || slash < 0;
    }

    /// <summary>The <c>apiVersion</c> form: the version alone for the core group, else <c>group/version</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
