using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>The commands of who looks after nodes and certificates.</summary>
public sealed class NodeTests(SharedCluster cluster) : RowTest(cluster)
{
    private const string Node = """
        ---
        {apiVersion: v1, kind: Node, metadata: {name: node-NAMESPACE}}
        """;

    // a request as openssl req makes it; only its form is looked at
    private const string Request = """
        apiVersion: certificates.k8s.io/v1
        kind: CertificateSigningRequest
        metadata:
          name: NAMESPACE
        spec:
          signerName: example.com/any
          usages: [client auth]
          request: REQUEST
        """;

    [Theory, EachKubectl]
    public async Task Node_TaintCordonDrain_ChangeIt(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn, withObject: false);
        var name = $"node-{row.Namespace}";
        (await row.RunAsync("create -f -", Node)).ShouldSay($"node/{name} created");
        (await row.RunAsync($"taint node {name} a=b:NoSchedule")).ShouldSay("tainted");
        (await row.RunAsync($"taint node {name} a=c:NoSchedule")).ShouldRefuse("--overwrite is false");
        (await row.RunAsync($"cordon {name}")).ShouldSay("cordoned");
        (await row.RunAsync($"get node {name} -o wide")).ShouldSay("SchedulingDisabled", "KERNEL-VERSION");
        (await row.RunAsync($"describe node {name}")).ShouldSay("a=b:NoSchedule", "Unschedulable:      true");
        (await row.RunAsync($"run on-it --image=i '--overrides={{\"spec\":{{\"nodeName\":\"{name}\"}}}}'")).ShouldSay("pod/on-it created");
        (await row.RunAsync($"get pods --field-selector=spec.nodeName={name} -o name")).ShouldSucceed().ShouldBe("pod/on-it\n");
        (await row.RunAsync($"drain {name}")).ShouldRefuse("cannot delete");
        (await row.RunAsync($"uncordon {name}")).ShouldSay("uncordoned");
        (await row.RunAsync($"taint node {name} a:NoSchedule-")).ShouldSay("untainted");
        (await row.RunAsync($"delete node {name}")).ShouldSay("deleted");
    }

    [Theory, EachKubectl]
    public async Task Certificate_ApproveAndDeny_SetTheCondition(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn, withObject: false);
        using var key = System.Security.Cryptography.ECDsa.Create();
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=somebody", key, System.Security.Cryptography.HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var encoded = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(request));
        (await row.RunAsync("create -f -", Request.Replace("REQUEST", encoded, StringComparison.Ordinal))).ShouldSay("created");
        (await row.RunAsync("get csr NAMESPACE")).ShouldSay("example.com/any", "Pending");
        (await row.RunAsync("certificate approve NAMESPACE")).ShouldSay("approved");
        (await row.RunAsync("certificate deny NAMESPACE")).ShouldFail();
        (await row.RunAsync("get csr NAMESPACE")).ShouldSay("Approved");
        (await row.RunAsync("delete csr NAMESPACE")).ShouldSay("deleted");
    }
}
