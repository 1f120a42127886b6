using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.Certificates;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>CertificateSigningRequests: a request that its key signed, known usages, decisions that stay (pkg/apis/certificates/validation).</summary>
internal static class SigningRequestRules
{
    private const string Conditions = "status.conditions";
    private const string Approved = "Approved";
    private const string Denied = "Denied";
    private const int LongestDomain = 253;
    private const int LongestSigner = LongestDomain + LongestDomain + 63 + 2;
    private static readonly string[] Decisions = [Approved, Denied];
    private static readonly string[] Final = [Approved, Denied, "Failed"];
    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    private static readonly string[] Usages =
    [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only",
        "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement",
        "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping",
    ];

    public static void Check(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec") ?? [];
        var request = JsonNodes.GetString(spec, "request") ?? "";
        if (RequestFault(request) is { } fault)
        {
            errors.Add(FieldErrors.Invalid("spec.request", request, fault));
        }

        CheckUsages(JsonNodes.StringList(spec["usages"]), errors);
        CheckSigner(JsonNodes.GetString(spec, "signerName") ?? "", errors);
        FieldRules.AtLeast(
            spec, "expirationSeconds", "spec", 600, errors, "may not specify a duration less than 600 seconds (10 minutes)");
        CheckConditions(obj, errors);
    }

    /// <summary>An update through <paramref name="subresource"/>: each may change its own part.</summary>
    public static void CheckUpdate(JsonObject obj, JsonObject old, string subresource, ICollection<FieldError> errors)
    {
        CheckConditions(obj, errors);
        foreach (var type in Final.Where(t => Of(obj, t).Count < Of(old, t).Count))
        {
            errors.Add(FieldErrors.Forbidden(Conditions, $"updates may not remove a condition of type \"{type}\""));
        }

        foreach (var type in subresource is "approval" ? [] : Decisions)
        {
            var (now, before) = (Of(obj, type), Of(old, type));
            if (now.Count > before.Count)
            {
                errors.Add(FieldErrors.Forbidden(Conditions, $"updates may not add a condition of type \"{type}\""));
            }
            else if (now.Count == before.Count && !now.Zip(before).All(pair => JsonNodes.DeepEqual(pair.First, pair.Second)))
            {
                errors.Add(FieldErrors.Forbidden(Conditions, $"updates may not modify a condition of type \"{type}\""));
            }
        }

        var certificate = JsonNodes.GetString(obj, "status", "certificate") ?? "";
        var known = JsonNodes.GetString(old, "status", "certificate") ?? "";
        if (certificate == known)
        {
            return;
        }

        if (CertificateFault(certificate) is { } fault)
        {
            errors.Add(FieldErrors.Invalid("status.certificate", "<certificate data>", fault));
        }

        if (subresource is not "status")
        {
            errors.Add(FieldErrors.Forbidden("status.certificate", "updates may not set certificate content"));
        }
        else if (known.Length > 0)
        {
            errors.Add(FieldErrors.Forbidden("status.certificate", "updates may not modify existing certificate content"));
        }
    }

    /// <summary>The conditions of a type.</summary>
    public static List<JsonObject> Of(JsonObject obj, string type) =>
        [.. FieldRules.Items(JsonNodes.GetObject(obj, "status"), "conditions", "").Select(c => c.Item).Where(c => JsonNodes.GetString(c, "type") == type)];

    private static string? RequestFault(string base64)
    {
        if (SigningRequests.Der(base64) is not { } bytes)
        {
            return "PEM block type must be CERTIFICATE REQUEST";
        }

        try
        {
            CertificateRequest.LoadSigningRequest(bytes, HashAlgorithmName.SHA256, out _, CertificateRequestLoadOptions.Default, RSASignaturePadding.Pkcs1);
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException)
        {
            return "the certificate request cannot be read, or its signature does not fit its key";
        }
        catch (NotSupportedException)
        {
            // A key of a kind that this platform does not know (Ed25519): its signer will tell.
            return null;
        }
    }

    private static string? CertificateFault(string base64)
    {
        if (base64.Length == 0)
        {
            return null;
        }

        var rest = (SigningRequests.Text(base64) ?? "").AsSpan();
        var blocks = 0;
        for (; PemEncoding.TryFind(rest, out var block); rest = rest[block.Location.End..])
        {
            var label = rest[block.Label];
            if (label is not "CERTIFICATE")
            {
                return $"only CERTIFICATE PEM blocks are allowed, found \"{label}\"";
            }

            try
            {
                using var _ = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(rest[block.Base64Data].ToString()));
            }
            catch (Exception e) when (e is CryptographicException or FormatException)
            {
                return "x509: malformed certificate";
            }

            blocks++;
        }

        return blocks == 0 ? "must contain at least one CERTIFICATE PEM block" : null;
    }

    private static void CheckUsages(IReadOnlyList<string> usages, ICollection<FieldError> errors)
    {
        if (usages.Count == 0)
        {
            errors.Add(FieldErrors.Required("spec.usages"));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < usages.Count; i++)
        {
            if (!Usages.Contains(usages[i], StringComparer.Ordinal))
            {
                errors.Add(FieldErrors.NotSupported($"spec.usages[{i}]", usages[i], Usages));
            }

            if (!seen.Add(usages[i]))
            {
                errors.Add(FieldErrors.Duplicate($"spec.usages[{i}]", usages[i]));
            }
        }
    }

    private static void CheckSigner(string signer, ICollection<FieldError> errors)
    {
        const string Path = "spec.signerName";
        if (signer is "kubernetes.io/legacy-unknown")
        {
            errors.Add(FieldErrors.Invalid(Path, signer, "the legacy signerName is not allowed via this API version"));
            return;
        }

        if (signer.Length == 0)
        {
            errors.Add(FieldErrors.Required(Path));
            return;
        }

        if (signer.Split('/') is not [var domain, var name])
        {
            errors.Add(FieldErrors.Invalid(Path, signer, "must be a fully qualified domain and path of the form 'example.com/signer-name'"));
            return;
        }

        if (domain.Length > LongestDomain)
        {
            errors.Add(FieldErrors.TooLong(Path, LongestDomain));
        }

        CheckLabels(Path, domain, Formats.Dns1123Label, errors);
        if (!domain.Contains('.', StringComparison.Ordinal))
        {
            errors.Add(FieldErrors.Invalid(Path, domain, "should be a domain with at least two segments separated by dots"));
        }

        CheckLabels(Path, name, Formats.Dns1123Subdomain, errors);
        if (signer.Length > LongestSigner)
        {
            errors.Add(FieldErrors.TooLong(Path, LongestSigner));
        }
    }

    // The first wrong label is enough.
    private static void CheckLabels(string path, string value, Func<string, IReadOnlyList<string>> form, ICollection<FieldError> errors)
    {
        var wrong = value.Split('.').Select(label => (label, Faults: form(label))).FirstOrDefault(l => l.Faults.Count > 0);
        foreach (var fault in wrong.Faults ?? [])
        {
            errors.Add(FieldErrors.Invalid(path, value, $"validating label \"{wrong.label}\": {fault}"));
        }
    }

    private static void CheckConditions(JsonObject obj, ICollection<FieldError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (condition, path) in FieldRules.Items(JsonNodes.GetObject(obj, "status"), "conditions", "status"))
        {
            FieldRules.Text(condition, "type", path, errors);
            var type = JsonNodes.GetString(condition, "type") ?? "";
            string[] known = Final.Contains(type, StringComparer.Ordinal) ? ["True"] : Statuses;
            FieldRules.OneOf(condition, "status", path, known, errors, isRequired: true);
            if ((type is Approved && seen.Contains(Denied)) || (type is Denied && seen.Contains(Approved)))
            {
                errors.Add(FieldErrors.Invalid(Conditions, type, "Approved and Denied conditions are mutually exclusive"));
            }

            if (!seen.Add(type))
            {
                errors.Add(FieldErrors.Duplicate($"{path}.type", type));
            }
        }
    }
}
