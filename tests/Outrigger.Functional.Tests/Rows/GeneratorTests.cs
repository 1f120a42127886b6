using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>What kubectl creates without a manifest, and how it describes it.</summary>
public sealed class GeneratorTests(SharedCluster cluster) : RowTest(cluster)
{
    // the command, and the object that it makes
    private static readonly (string Command, string Made)[] Generators =
    [
        ("create configmap g --from-literal=a=b", "configmap/g"),
        ("create secret generic g --from-literal=a=b", "secret/g"),
        ("create secret docker-registry g-docker --docker-username=u --docker-password=p", "secret/g-docker"),
        ("create secret tls g-tls --cert=CERT --key=KEY", "secret/g-tls"),
        ("create serviceaccount g", "serviceaccount/g"),
        ("create role g --verb=get,list --resource=pods,deployments.apps", "role.rbac.authorization.k8s.io/g"),
        ("create rolebinding g --role=g --serviceaccount=NAMESPACE:g", "rolebinding.rbac.authorization.k8s.io/g"),
        ("create clusterrole NAMESPACE --verb=get --resource=nodes --resource-name=one", "clusterrole.rbac.authorization.k8s.io/NAMESPACE"),
        ("create clusterrolebinding NAMESPACE --clusterrole=NAMESPACE --user=bob", "clusterrolebinding.rbac.authorization.k8s.io/NAMESPACE"),
        ("create quota g --hard=pods=2 --scopes=BestEffort", "resourcequota/g"),
        ("create ingress g --rule=a.example.com/*=svc:80,tls=g-tls --class=any", "ingress.networking.k8s.io/g"),
        ("create job g --image=busybox -- echo hi", "job.batch/g"),
        ("create cronjob g --image=busybox '--schedule=*/5 * * * *' -- echo hi", "cronjob.batch/g"),
        ("create job g-from --from=cronjob/g", "job.batch/g-from"),
        ("create pdb g --selector=app=x --min-available=1", "poddisruptionbudget.policy/g"),
        ("create priorityclass NAMESPACE --value=10 --description=ten", "priorityclass.scheduling.k8s.io/NAMESPACE"),
        ("create deployment g --image=nginx --replicas=2 --port=80", "deployment.apps/g"),
        ("create service clusterip g --tcp=80:8080", "service/g"),
        ("create service nodeport g-port --tcp=80:8080", "service/g-port"),
        ("create service loadbalancer g-balancer --tcp=80:8080", "service/g-balancer"),
        ("create service externalname g-external --external-name=x.example.com", "service/g-external"),
        ("run g --image=nginx --port=80 --labels=app=g --env=A=B", "pod/g"),
    ];

    // what no generator makes
    private const string Others = """
        ---
        {apiVersion: v1, kind: LimitRange, metadata: {name: o}, spec: {limits: [{type: Container, default: {cpu: 100m}}]}}
        ---
        {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: o}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
        ---
        {apiVersion: v1, kind: PersistentVolume, metadata: {name: NAMESPACE}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /x}}}
        ---
        {apiVersion: v1, kind: Endpoints, metadata: {name: o}, subsets: [{addresses: [{ip: 10.1.2.3}], ports: [{port: 80}]}]}
        ---
        {apiVersion: v1, kind: ReplicationController, metadata: {name: o}, spec: {replicas: 1, selector: {app: o}, template: {metadata: {labels: {app: o}}, spec: {containers: [{name: c, image: i}]}}}}
        ---
        {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: o}, spec: {selector: {matchLabels: {app: o}}, template: {metadata: {labels: {app: o}}, spec: {containers: [{name: c, image: i}]}}}}
        ---
        {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: o}, spec: {selector: {matchLabels: {app: o}}, template: {metadata: {labels: {app: o}}, spec: {containers: [{name: c, image: i}]}}}}
        ---
        {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: o}, spec: {serviceName: o, selector: {matchLabels: {app: o}}, template: {metadata: {labels: {app: o}}, spec: {containers: [{name: c, image: i}]}}}}
        ---
        {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: o}, spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {a: b}}}]}]}}
        ---
        {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: NAMESPACE}, spec: {controller: example.com/any}}
        ---
        {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: NAMESPACE}, provisioner: example.com/any}
        ---
        {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: o}, addressType: IPv4, endpoints: [{addresses: [10.1.2.3]}], ports: [{name: '', port: 80}]}
        ---
        {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: o}, spec: {holderIdentity: me}}
        ---
        {apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: NAMESPACE}, handler: any}
        ---
        {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: NAMESPACE}}
        ---
        {apiVersion: things.example.com/v1, kind: Gadget, metadata: {name: o}, spec: {replicas: 1}}
        """;

    [Theory, EachKubectl]
    public async Task Generators_EachMakesItsObject_WhichIsDescribed(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn, withObject: false);
        var folder = Directory.CreateTempSubdirectory("outrigger-generators-");
        try
        {
            var (certificate, key) = Certificate(folder.FullName);
            foreach (var (command, made) in Generators)
            {
                var line = command.Replace("CERT", certificate, StringComparison.Ordinal).Replace("KEY", key, StringComparison.Ordinal);
                (await row.RunAsync(line)).ShouldSay(made.Replace("NAMESPACE", row.Namespace, StringComparison.Ordinal) + " created");
            }

            (await row.RunAsync("describe " + string.Join(' ', Generators.Select(g => g.Made)))).ShouldSay(
                "dockerconfigjson", "g-tls terminates a.example.com", "*/5 * * * *", "Min available:", "LoadBalancer", "pods  ", "bob", "ten");
            (await row.RunAsync("get all -o wide")).ShouldSay("pod/g", "service/g-port", "deployment.apps/g", "cronjob.batch/g", "job.batch/g-from");
        }
        finally
        {
            folder.Delete(recursive: true);
            await row.RunAsync("delete clusterrole,clusterrolebinding,priorityclass NAMESPACE");
        }
    }

    [Theory, EachKubectl]
    public async Task Describe_FurtherKinds_DescribesEach(string version)
    {
        var row = await RowAsync(version, Subject.BuiltIn, withObject: false);
        (await row.RunAsync("create -f -", Others)).ShouldSay("limitrange/o created", "endpointslice.discovery.k8s.io/o created");
        try
        {
            (await row.RunAsync("describe -f -", Others)).ShouldSay(
                "Default Limit", "RWO", "example.com/any", "PodSelector:", "Holder Identity:", "Handler:", "AddressType:", "Kind:         Gadget");
            (await row.RunAsync("describe namespace NAMESPACE")).ShouldSay("Status:  ", "Active", "Resource Limits");
            (await row.RunAsync("describe crd gadgets.things.example.com")).ShouldSay("NamesAccepted");
            (await row.RunAsync("describe apiservice v1.custom.example.com")).ShouldSay("Available");
        }
        finally
        {
            (await row.RunAsync("delete -f -", Others)).ShouldSay("deleted");
        }
    }

    private static (string Certificate, string Key) Certificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=a.example.com", key, HashAlgorithmName.SHA256).CreateSelfSigned(now, now.AddDays(1));
        var (certificatePath, keyPath) = (Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"));
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (certificatePath, keyPath);
    }
}
