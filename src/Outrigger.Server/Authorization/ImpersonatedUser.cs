using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;

namespace Outrigger.Server.Authorization;

/// <summary>Reads the Impersonate-* headers and takes them out of the request.</summary>
internal static class ImpersonatedUser
{
    private const string UserHeader = "Impersonate-User";
    private const string GroupHeader = "Impersonate-Group";
    private const string UidHeader = "Impersonate-Uid";
    private const string ExtraPrefix = "Impersonate-Extra-";

    /// <summary>Who is to be impersonated, as the headers say; null when nobody is.</summary>
    public static UserInfo? Take(IHeaderDictionary headers)
    {
        if (!IsAsked(headers))
        {
            return null;
        }

        var name = headers[UserHeader] is [{ } first, ..] ? first : "";
        var uid = headers[UidHeader] is [{ } id, ..] ? id : "";
        var groups = headers[GroupHeader].Select(g => g ?? "").ToList();
        var extra = ExtraHeaders.Read(headers, [ExtraPrefix]);
        if (name.Length == 0)
        {
            return uid.Length > 0 || groups.Count > 0 || extra is not null
                ? throw ApiErrors.BadRequest("requested to impersonate a group, uid or extra without impersonating a user name")
                : null;
        }

        headers.Remove(UserHeader);
        headers.Remove(GroupHeader);
        headers.Remove(UidHeader);
        CredentialHeaders.RemovePrefixed(headers, ExtraPrefix);
        return new UserInfo(name, groups, uid, extra);
    }

    private static bool IsAsked(IHeaderDictionary headers)
    {
        foreach (var header in headers)
        {
            if (header.Key.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
