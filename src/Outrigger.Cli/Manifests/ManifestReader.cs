using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Outrigger.Cli.Files;
using Outrigger.Client.Configuration;

namespace Outrigger.Cli.Manifests;

/// <summary>Checks what <c>outrigger manifests</c> was asked for; every problem is told at once.</summary>
internal static partial class ManifestReader
{
    public static ManifestModel Read(ManifestOptions options)
    {
        var problems = new List<string>();
        Label(problems, "--name", options.Name);
        Label(problems, "--namespace", options.Namespace);
        if (!Subdomain().IsMatch(options.Group))
        {
            problems.Add($"--group is \"{options.Group}\": give the API group, as in custom.example.com");
        }

        if (options.Versions.Count == 0 || options.Versions.Any(v => !Version().IsMatch(v)))
        {
            problems.Add($"--version is \"{string.Join(',', options.Versions)}\": give one or more, as in v1");
        }

        if (!int.TryParse(options.Replicas, NumberStyles.None, CultureInfo.InvariantCulture, out var replicas) || replicas is < 1 or > 100)
        {
            problems.Add($"--replicas is {options.Replicas}: give a number from 1 to 100");
        }
        else if (replicas > 1 && options.EtcdServers.Length == 0)
        {
            problems.Add($"--replicas is {replicas}, but an embedded store serves one: give --etcd-servers as well");
        }

        if (new[] { options.CaFile.Length > 0, options.CertManager, options.AutoTls }.Count(on => on) != 1)
        {
            problems.Add("give one of --auto-tls (the server makes its certificates), --cert-manager and --ca-file (the authority that signed yours)");
        }

        if (options.AutoTlsRegister && !options.AutoTls)
        {
            problems.Add("--auto-tls-register is given without --auto-tls: give both");
        }

        if (options.OnlyApiService && options.AutoTlsRegister)
        {
            problems.Add("--only-apiservice prints what --auto-tls-register leaves to the server: leave one of them out");
        }

        var bundle = Bundle(options.CaFile, problems);
        return problems.Count > 0 ? throw new StartupException(problems) : new ManifestModel
        {
            Name = options.Name,
            Namespace = options.Namespace,
            Group = options.Group,
            Versions = options.Versions,
            Image = options.Image.Length > 0 ? options.Image : $"{options.Name}:v1.0",
            Replicas = replicas,
            EtcdServers = options.EtcdServers,
            Trust = options.AutoTls ? TrustMode.AutoTls : options.CertManager ? TrustMode.CertManager : TrustMode.Files,
            Registers = options.AutoTlsRegister,
            LeaderElection = options.LeaderElection,
            OnlyApiService = options.OnlyApiService,
            CaBundle = bundle,
        };
    }

    private static string Bundle(string file, List<string> problems)
    {
        if (file.Length == 0)
        {
            return "";
        }

        try
        {
            var pem = PemFiles.ReadText(file);
            _ = PemFiles.Certificates(pem, file);
            return Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
        }
        catch (ClientConfigException e)
        {
            problems.Add($"--ca-file: {e.Message}");
            return "";
        }
    }

    private static void Label(List<string> problems, string flag, string value)
    {
        if (!LabelText().IsMatch(value))
        {
            problems.Add($"{flag} is \"{value}\": give small letters, digits and dashes, 63 at most");
        }
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", RegexOptions.NonBacktracking)]
    private static partial Regex LabelText();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$", RegexOptions.NonBacktracking)]
    private static partial Regex Subdomain();

    [GeneratedRegex("^v[1-9][0-9]*((alpha|beta)[1-9][0-9]*)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Version();
}
