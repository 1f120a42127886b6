using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The node ports of a service: given out, kept over updates, checked. One number may serve several protocols of a port.</summary>
internal sealed class ServicePorts(ServiceAllocator allocator)
{
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

        foreach (var port in form.Ports.Where(p => Number(p) == 0))
        {
            var same = old.Ports.FirstOrDefault(p => JsonNodes.GetString(p, "name") == JsonNodes.GetString(port, "name"));
            var number = same is null ? 0 : Number(same);
            if (number > 0 && !form.Ports.Any(p => Number(p) == number))
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
        var index = 0;
        foreach (var port in form.Ports)
        {
            var wanted = Number(port);
            if (wanted == 0 && form.NeedsNodePorts)
            {
                // what another protocol of the same port has will do
                var shared = form.Ports.FirstOrDefault(p => Number(p) > 0 && SamePort(p, port));
                var number = shared is null ? allocator.FindPort(taken) : Number(shared);
                taken.Add(number);
                port["nodePort"] = number;
            }
            else if (wanted != 0 && !own.Contains(wanted) && (allocator.Refusal(wanted) ?? RefusalBeside(form, old, port)) is { } fault)
            {
                errors.Add(FieldErrors.Invalid($"spec.ports[{index}].nodePort", wanted, fault));
            }

            index++;
        }

        AllocateHealthCheck(form, own, taken);
    }

    // A new service asks for its ports one after the other: a number that another one of them has is taken then.
    private static string? RefusalBeside(ServiceForm form, ServiceForm? old, JsonObject port) =>
        old is null && form.Ports.TakeWhile(p => p != port).Any(p => Number(p) == Number(port) && JsonNodes.AsLong(p["port"]) != JsonNodes.AsLong(port["port"]))
            ? ServiceAllocator.PortTaken
            : null;

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

    private static bool SamePort(JsonObject one, JsonObject other) =>
        JsonNodes.AsLong(one["port"]) == JsonNodes.AsLong(other["port"])
        && JsonNodes.GetString(one, "protocol") != JsonNodes.GetString(other, "protocol");
}
