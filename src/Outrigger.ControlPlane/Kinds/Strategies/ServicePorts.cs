using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The node ports of a service: given out, kept over updates, checked. One number may serve several protocols of a port.</summary>
internal sealed class ServicePorts(ServiceAllocator allocator)
{
    private const long SeveralUsers = -1;

    /// <summary>Takes them away.</summary>
    public static void Drop(ServiceForm form)
    {
        foreach (var port in form.Ports)
        {
            port.Remove("nodePort");
        }
    }

    /// <summary>A port that comes without a number has the one of before.</summary>
    public static void Keep(ServiceForm form, ServiceForm old)
    {
        if (form.NeedsHealthCheck && old.NeedsHealthCheck && form.HealthCheckPort == 0)
        {
            form.Spec["healthCheckNodePort"] = old.HealthCheckPort;
        }

        if (!form.NeedsNodePorts || !old.NeedsNodePorts)
        {
            return;
        }

        var before = old.Ports.ToLookup(p => JsonNodes.GetString(p, "name"), StringComparer.Ordinal);
        var taken = form.Ports.Select(Number).ToHashSet();
        foreach (var port in form.Ports.Where(p => Number(p) == 0))
        {
            var same = before[JsonNodes.GetString(port, "name")].FirstOrDefault();
            var number = same is null ? 0 : Number(same);
            if (number > 0 && taken.Add(number))
            {
                port["nodePort"] = number;
            }
        }
    }

    /// <summary>Finds numbers for what has none, and adds what is wrong with those that were asked for.</summary>
    public void Allocate(ServiceForm form, ServiceForm? old, List<FieldError> errors)
    {
        if (form.Type is not ("NodePort" or "LoadBalancer"))
        {
            return;
        }

        var own = old is { } before ? before.Ports.Select(Number).Append(before.HealthCheckPort).Where(n => n > 0).ToHashSet() : [];
        var taken = form.Ports.Select(Number).Append(form.HealthCheckPort).Where(n => n > 0).ToHashSet();
        var shared = new SharedNodePorts();
        foreach (var port in form.Ports.Where(p => Number(p) > 0))
        {
            shared.Note(port, Number(port));
        }

        var users = new Dictionary<long, long?>();
        var index = 0;
        foreach (var port in form.Ports)
        {
            var wanted = Number(port);
            if (wanted == 0 && form.NeedsNodePorts)
            {
                // what another protocol of the same port has will do
                var number = shared.Find(port) ?? allocator.FindPort(taken);
                taken.Add(number);
                shared.Note(port, number);
                port["nodePort"] = number;
            }
            else if (wanted != 0 && !own.Contains(wanted) && (allocator.Refusal(wanted) ?? (old is null ? RefusalBeside(users, port) : null)) is { } fault)
            {
                errors.Add(FieldErrors.Invalid($"spec.ports[{index}].nodePort", wanted, fault));
            }

            Note(users, port);
            index++;
        }

        AllocateHealthCheck(form, own, taken);
    }

    // A new service asks for its ports one after the other: a number that another one of them has is taken then.
    private static string? RefusalBeside(Dictionary<long, long?> users, JsonObject port) =>
        users.TryGetValue(Number(port), out var user) && user != JsonNodes.AsLong(port["port"]) ? ServiceAllocator.PortTaken : null;

    // The port that has a number; SeveralUsers when there are more.
    private static void Note(Dictionary<long, long?> users, JsonObject port)
    {
        var own = JsonNodes.AsLong(port["port"]);
        if (!users.TryAdd(Number(port), own) && users[Number(port)] != own)
        {
            users[Number(port)] = SeveralUsers;
        }
    }

    private void AllocateHealthCheck(ServiceForm form, HashSet<long> own, HashSet<long> taken)
    {
        if (!form.NeedsHealthCheck)
        {
            return;
        }

        if (form.HealthCheckPort == 0)
        {
            form.Spec["healthCheckNodePort"] = allocator.FindPort(taken);
        }
        else if (!own.Contains(form.HealthCheckPort) && allocator.Refusal(form.HealthCheckPort) is { } fault)
        {
            throw ApiErrors.Internal($"failed to allocate requested HealthCheck NodePort {form.HealthCheckPort}: {fault}");
        }
    }

    private static long Number(JsonObject port) => JsonNodes.AsLong(port["nodePort"]) ?? 0;
}
