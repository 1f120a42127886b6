using Outrigger.Cli.Demo.Manifests;

namespace Outrigger.Cli.Demo.Recipe;

/// <summary>Step 6: certificates and the secrets that carry them.</summary>
internal static class CertificateStep
{
    /// <summary>The recipe's commands; without openssl only the secrets, of files that are there already.</summary>
    public static RecipeStep Create(bool withOpenssl) =>
        new("Step 6: Generate TLS Certificates", withOpenssl ? [.. Openssl(), .. Secrets] : Secrets);

    private static readonly IReadOnlyList<RecipeCommand> Secrets =
    [
        new(
            "kubectl create secret tls custom-api-server-tls \\\n  --cert=server.crt --key=server.key -n custom-system",
            Expect.Output("secret/custom-api-server-tls created")),
        new(
            "kubectl create secret generic custom-api-server-ca \\\n  --from-file=ca.crt=ca.crt -n custom-system",
            Expect.Output("secret/custom-api-server-ca created")),
    ];

    private static IEnumerable<RecipeCommand> Openssl()
    {
        var done = Expect.Output();
        return
        [
            new("openssl genrsa -out ca.key 2048", done),
            new("openssl req -x509 -new -nodes -key ca.key -subj \"/CN=custom-api-server-ca\" \\\n  -days 3650 -out ca.crt", done),
            new("openssl genrsa -out server.key 2048", done),
            new($"cat > server.conf <<EOF\n{ManifestText.Read("server.conf")}EOF", done),
            new("openssl req -new -key server.key -subj \"/CN=custom-api-server\" \\\n  -out server.csr -config server.conf", done),
            new(
                "openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key \\\n  -CAcreateserial -out server.crt -days 365 \\\n  -extensions v3_req -extfile server.conf",
                done),
        ];
    }
}
