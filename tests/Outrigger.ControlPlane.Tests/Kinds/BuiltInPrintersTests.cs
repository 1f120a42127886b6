using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Tables;
using Outrigger.ControlPlane.Kinds.Printing;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class BuiltInPrintersTests
{
    private static readonly SchemaLibrary Library = SchemaLibrary.Load(typeof(BuiltInPrinters).Assembly);
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 5, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Pod", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Pending"}}""", """["p","0/1","Pending","0","<unknown>","<none>","<none>","<none>","<none>"]""")]
    [InlineData("Pod", """{"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"a"},{"name":"b"}],"readinessGates":[{"conditionType":"g"}]},"status":{"phase":"Running","podIPs":[{"ip":"10.0.0.1"}],"conditions":[{"type":"g","status":"True"}],"containerStatuses":[{"name":"a","ready":true,"restartCount":2,"state":{"running":{}},"lastState":{"terminated":{"finishedAt":"2026-01-01T00:03:00Z"}}},{"name":"b","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}""", """["p","1/2","CrashLoopBackOff","2 (2m ago)","<unknown>","10.0.0.1","n","<none>","1/1"]""")]
    [InlineData("Pod", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a"}],"initContainers":[{"name":"i"},{"name":"j"}]},"status":{"phase":"Pending","initContainerStatuses":[{"name":"i","state":{"terminated":{"exitCode":0}}},{"name":"j","state":{"terminated":{"exitCode":3}}}]}}""", """["p","0/1","Init:ExitCode:3","0","<unknown>","<none>","<none>","<none>","<none>"]""")]
    [InlineData("Pod", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a"}],"initContainers":[{"name":"i","restartPolicy":"Always"}]},"status":{"phase":"Running","initContainerStatuses":[{"name":"i","started":true,"ready":true,"restartCount":1,"state":{"running":{}}}],"containerStatuses":[{"name":"a","ready":true,"state":{"running":{}}}]}}""", """["p","2/2","Running","1","<unknown>","<none>","<none>","<none>","<none>"]""")]
    [InlineData("Pod", """{"metadata":{"name":"p","deletionTimestamp":"2026-01-01T00:00:00Z"},"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Running"}}""", """["p","0/1","Terminating","0","<unknown>","<none>","<none>","<none>","<none>"]""")]
    [InlineData("Service", """{"metadata":{"name":"s"},"spec":{"type":"NodePort","clusterIPs":["10.0.0.1"],"ports":[{"port":80,"nodePort":30080,"protocol":"TCP"},{"port":81,"protocol":"UDP"}],"selector":{"a":"b"}}}""", """["s","NodePort","10.0.0.1","<none>","80:30080/TCP,81/UDP","<unknown>","a=b"]""")]
    [InlineData("Service", """{"metadata":{"name":"s"},"spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"},{"hostname":"h"}]}}}""", """["s","LoadBalancer","<none>","1.2.3.4,h","<none>","<unknown>","<none>"]""")]
    [InlineData("Service", """{"metadata":{"name":"s"},"spec":{"type":"LoadBalancer"}}""", """["s","LoadBalancer","<none>","<pending>","<none>","<unknown>","<none>"]""")]
    [InlineData("Service", """{"metadata":{"name":"s"},"spec":{"type":"ExternalName","externalName":"x.y"}}""", """["s","ExternalName","<none>","x.y","<none>","<unknown>","<none>"]""")]
    [InlineData("Node", """{"metadata":{"name":"n","labels":{"node-role.kubernetes.io/control-plane":"","kubernetes.io/role":"x"}},"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"False"}],"addresses":[{"type":"InternalIP","address":"10.0.0.1"}],"nodeInfo":{"kubeletVersion":"v1","osImage":"","kernelVersion":"6","architecture":"amd64"}}}""", """["n","NotReady,SchedulingDisabled","control-plane,x","<unknown>","v1","10.0.0.1","<none>","<unknown>","6 (amd64)","<unknown>"]""")]
    [InlineData("Endpoints", """{"metadata":{"name":"e"},"subsets":[{"addresses":[{"ip":"1.1.1.1"},{"ip":"::1"}],"ports":[{"port":80},{"port":81}]}]}""", """["e","1.1.1.1:80,[::1]:80,1.1.1.1:81 + 1 more...","<unknown>"]""")]
    [InlineData("Endpoints", """{"metadata":{"name":"e"}}""", """["e","<none>","<unknown>"]""")]
    [InlineData("Event", """{"metadata":{"name":"e"},"type":"Normal","reason":"R","involvedObject":{"kind":"Pod","name":"p"},"source":{"component":"c","host":"h"},"message":" m ","firstTimestamp":"2026-01-01T00:00:00Z","lastTimestamp":"2026-01-01T00:04:00Z","count":3}""", """["60s","Normal","R","pod/p","","c, h","m","5m",3,"e"]""")]
    [InlineData("PersistentVolumeClaim", """{"metadata":{"name":"c"},"spec":{"volumeName":"v","storageClassName":"s"},"status":{"phase":"Bound","capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce","ReadOnlyMany"]}}""", """["c","Bound","v","1Gi","RWO,ROX","s","<unset>","<unknown>","<unset>"]""")]
    [InlineData("ResourceQuota", """{"metadata":{"name":"q"},"status":{"hard":{"pods":"3","limits.cpu":"2"},"used":{"pods":"1"}}}""", """["q","pods: 1/3","limits.cpu: 0/2","<unknown>"]""")]
    public void Print_CoreKind_HasItsCells(string kind, string json, string expected) => Check("", kind, json, expected);

    [Theory]
    [InlineData("discovery.k8s.io", "EndpointSlice", """{"metadata":{"name":"e"},"addressType":"IPv4","ports":[{"port":80},{"name":"x"}],"endpoints":[{"addresses":["1.1.1.1"]}]}""", """["e","IPv4","80,x","1.1.1.1","<unknown>"]""")]
    [InlineData("rbac.authorization.k8s.io", "RoleBinding", """{"metadata":{"name":"r"},"roleRef":{"kind":"Role","name":"x"},"subjects":[{"kind":"User","name":"u"},{"kind":"ServiceAccount","namespace":"n","name":"s"},{"kind":"Group","name":"g"}]}""", """["r","Role/x","<unknown>","u","g","n/s"]""")]
    [InlineData("events.k8s.io", "Event", """{"metadata":{"name":"e"},"type":"Normal","reason":"R","regarding":{"kind":"Pod"},"reportingController":"c","note":"m","eventTime":"2026-01-01T00:00:00.000000Z"}""", """["5m","Normal","R","pod","","c","m","5m",1,"e"]""")]
    [InlineData("batch", "Job", """{"metadata":{"name":"j"},"spec":{"completions":2},"status":{"succeeded":1,"startTime":"2026-01-01T00:00:00Z"}}""", """["j","Running","1/2","5m","<unknown>","","","<none>"]""")]
    [InlineData("autoscaling", "HorizontalPodAutoscaler", """{"metadata":{"name":"h"},"spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"d"},"targetCPUUtilizationPercentage":80}}""", """["h","Deployment/d","cpu: <unknown>/80%","<unset>",3,0,"<unknown>"]""")]
    [InlineData("certificates.k8s.io", "CertificateSigningRequest", """{"metadata":{"name":"c"},"spec":{"signerName":"s","username":"u","expirationSeconds":3600},"status":{"conditions":[{"type":"Approved"}],"certificate":"YQ=="}}""", """["c","<unknown>","s","u","60m","Approved,Issued"]""")]
    [InlineData("networking.k8s.io", "Ingress", """{"metadata":{"name":"i"},"spec":{"rules":[{"host":"a"},{"host":"b"},{"host":"c"},{}]}}""", """["i","<none>","a,b,c + 1 more...","","80","<unknown>"]""")]
    [InlineData("networking.k8s.io", "Ingress", """{"metadata":{"name":"i"},"spec":{"tls":[{}],"rules":[{"host":"a"},{},{"host":"b"},{"host":"c"}]}}""", """["i","<none>","a,b,c","","80, 443","<unknown>"]""")]
    [InlineData("networking.k8s.io", "Ingress", """{"metadata":{"name":"i"},"spec":{"rules":[{}]}}""", """["i","<none>","*","","80","<unknown>"]""")]
    [InlineData("networking.k8s.io", "IngressClass", """{"metadata":{"name":"i","annotations":{"ingressclass.kubernetes.io/is-default-class":"true"}},"spec":{"controller":"c"}}""", """["i (default)","c","<none>","<unknown>"]""")]
    public void Print_KindOfAGroup_HasItsCells(string group, string kind, string json, string expected) => Check(group, kind, json, expected);

    [Fact]
    public void Attach_EveryKind_HasOneCellForEachColumn()
    {
        foreach (var kind in Library.Kinds)
        {
            Cells(Layout(kind), """{"metadata":{"name":"x"}}""").Count.ShouldBe(Math.Max(2, kind.Columns.Count), kind.Kind.ToString());
        }
    }

    private static void Check(string group, string kind, string json, string expected)
    {
        var definition = Library.FindKind(new(group, "v1", kind)).ShouldNotBeNull();
        ObjectWriter.ToText(Cells(Layout(definition), json)).ShouldBe(expected);
    }

    private static TableLayout Layout(KindDefinition kind)
    {
        var served = BuiltInPrinters.Attach(kind);
        return new(served.Columns, served.Printer);
    }

    private static JsonArray Cells(TableLayout layout, string json)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            var table = new TableWriter(writer, layout, IncludeObject.None, Now);
            table.Begin(metadata => metadata.WriteNullValue());
            table.Row(ObjectReader.Read(Encoding.UTF8.GetBytes(json)));
            table.End();
        }

        return JsonNode.Parse(output.WrittenSpan)!["rows"]![0]!["cells"]!.AsArray();
    }
}
