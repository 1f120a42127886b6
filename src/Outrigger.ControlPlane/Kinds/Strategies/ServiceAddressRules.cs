using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The cluster IPs of a service by themselves, whoever has them (kubernetes ValidateServiceClusterIPsRelatedFields).</summary>
internal static class ServiceAddressRules
{
    private const string Path = "spec.clusterIPs";

    /// <summary>Adds what is wrong; addresses that the service had before may be written as they were.</summary>
    public static void Check(ServiceForm form, IReadOnlyList<string> before, ICollection<FieldError> errors)
    {
        if (form.IsExternalName)
        {
            return;
        }

        CheckFirst(form, errors);
        var addresses = form.ClusterIps;
        if (addresses.Count > 2)
        {
            errors.Add(FieldErrors.Invalid(Path, form.Spec["clusterIPs"], "may only hold up to 2 values"));
        }

        if (!AreAddresses(form, before, errors))
        {
            return;
        }

        if (addresses.Count > 1 && addresses.Select(FamilyOf).Distinct().Count() < addresses.Count)
        {
            errors.Add(FieldErrors.Invalid(Path, form.Spec["clusterIPs"], "may specify no more than one IP for each IP family"));
        }

        CheckFamilies(form, errors);
    }

    private static void CheckFirst(ServiceForm form, ICollection<FieldError> errors)
    {
        var addresses = form.ClusterIps;
        if (form.ClusterIp.Length > 0 && addresses.Count == 0)
        {
            errors.Add(FieldErrors.Required(Path));
        }
        else if (form.ClusterIp.Length > 0 && addresses[0] != form.ClusterIp)
        {
            errors.Add(FieldErrors.Invalid(Path, form.Spec["clusterIPs"], "first value must match `clusterIP`"));
        }
        else if (form.ClusterIp.Length == 0 && addresses.Count > 0)
        {
            errors.Add(FieldErrors.Invalid(Path, form.Spec["clusterIPs"], "must be empty when `clusterIP` is not specified"));
        }
    }

    private static bool AreAddresses(ServiceForm form, IReadOnlyList<string> before, ICollection<FieldError> errors)
    {
        var had = errors.Count;
        var addresses = form.ClusterIps;
        for (var i = 0; i < addresses.Count; i++)
        {
            if (i == 0 && addresses[i] is ServiceForm.None)
            {
                if (addresses.Count > 1)
                {
                    errors.Add(FieldErrors.Invalid(Path, form.Spec["clusterIPs"], "'None' must be the first and only value"));
                }
            }
            else if (!before.Contains(addresses[i], StringComparer.Ordinal) && AddressRules.Parse(addresses[i], out _) is { } fault)
            {
                errors.Add(FieldErrors.Invalid($"{Path}[{i}]", addresses[i], fault));
            }
        }

        return errors.Count == had;
    }

    private static void CheckFamilies(ServiceForm form, ICollection<FieldError> errors)
    {
        var families = JsonNodes.StringList(form.Spec["ipFamilies"]);
        for (var i = 0; !form.IsHeadless && i < Math.Min(form.ClusterIps.Count, families.Count); i++)
        {
            if (families[i] is "IPv4" or "IPv6" && families[i] != FamilyOf(form.ClusterIps[i]))
            {
                errors.Add(FieldErrors.Invalid(
                    $"{Path}[{i}]", form.ClusterIps[i], $"expected an {families[i]} value as indicated by `ipFamilies[{i}]`"));
            }
        }
    }

    private static string FamilyOf(string address) => address.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4";
}
