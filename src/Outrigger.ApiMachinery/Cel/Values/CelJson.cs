using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>Values of expressions as JSON: what a mutating policy makes.</summary>
public static class CelJson
{
    /// <summary>Writes a value.</summary>
    /// <param name="value">What an expression made.</param>
    /// <param name="json">The JSON, which belongs to the caller.</param>
    /// <returns>Why it is no JSON; null when it is.</returns>
    public static string? TryWrite(CelValue value, out JsonNode? json)
    {
        json = null;
        try
        {
            json = Write(value);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
        catch (CelCostException e)
        {
            return e.Message;
        }
    }

    private static JsonNode? Write(CelValue value)
    {
        CelBudget.Descend();
        return value.Kind switch
        {
            CelValueKind.Null => null,
            CelValueKind.Bool => JsonValue.Create(value.IsTrue),
            CelValueKind.Int => JsonValue.Create(value.AsInt),
            CelValueKind.Uint => JsonValue.Create(value.AsUint),
            CelValueKind.Double when double.IsFinite(value.AsDouble) => JsonValue.Create(value.AsDouble),
            CelValueKind.String => JsonValue.Create(value.AsString),
            CelValueKind.Bytes => JsonValue.Create(Convert.ToBase64String(value.AsBytes)),
            CelValueKind.Timestamp => JsonValue.Create(CelTimeText.Of(value.AsTimestamp)),
            CelValueKind.Duration => JsonValue.Create(CelTimeText.OfDuration(value.AsDuration)),
            CelValueKind.List => List(value.AsList),
            CelValueKind.Map => Map(value.AsMap),
            CelValueKind.Object when value.AsObject is CelMadeObject made => Object(made),
            CelValueKind.Opaque => value.AsOpaque?.DeepClone(),
            CelValueKind.Error => throw new FormatException(value.AsError),
            _ => throw new FormatException($"{Functions.RuntimeTypes.Of(value).Name} {value} cannot be written as JSON"),
        };
    }

    private static JsonArray List(CelList list)
    {
        var array = new JsonArray();
        for (var i = 0; i < list.Count; i++)
        {
            array.Add(Write(list[i]));
        }

        return array;
    }

    private static JsonObject Map(CelMap map)
    {
        var obj = new JsonObject();
        foreach (var key in map.Keys)
        {
            if (key.Kind != CelValueKind.String)
            {
                throw new FormatException($"map key \"{key}\" is of type {Functions.RuntimeTypes.Of(key).Name}, not string");
            }

            obj[key.AsString] = map.TryGet(key, out var value) ? Write(value) : null;
        }

        return obj;
    }

    private static JsonObject Object(CelMadeObject made)
    {
        var obj = new JsonObject();
        foreach (var (name, value) in made.Fields)
        {
            obj[name] = Write(value);
        }

        return obj;
    }
}
