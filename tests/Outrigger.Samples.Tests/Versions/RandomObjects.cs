using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace Outrigger.Samples.Tests.Versions;

/// <summary>Makes objects of a C# type that its attributes allow, the same ones for the same seed.</summary>
internal sealed class RandomObjects(int seed)
{
    private static readonly string[] Texts =
        ["", "a", "b", "postgres", "my-sql", "0 3 * * *", "orders", "Ωmega \"quoted\"", "s3://bucket/path", "{\"count\":1}", "null", " x "];

    private readonly Random random = new(seed);

    public T Make<T>() => (T)Object(typeof(T));

    private object Object(Type type)
    {
        var made = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(p => p.CanWrite))
        {
            if (property.PropertyType == typeof(ObjectMeta))
            {
                property.SetValue(made, Metadata());
            }
            else if (property.GetCustomAttribute<RequiredAttribute>() is not null || random.Next(3) > 0)
            {
                property.SetValue(made, Value(property.PropertyType, property));
            }
        }

        return made;
    }

    private object Value(Type declared, PropertyInfo? property)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string))
        {
            return Text(property);
        }

        if (type == typeof(int))
        {
            var range = property?.GetCustomAttribute<RangeAttribute>();
            return random.Next((int)(range?.Minimum ?? 0), (int)(range?.Maximum ?? 100) + 1);
        }

        return type == typeof(bool) ? random.Next(2) == 0
            : type == typeof(DateTimeOffset) ? DateTimeOffset.FromUnixTimeSeconds(random.Next())
            : type.IsGenericType ? Collection(type, property)
            : Object(type);
    }

    private object Collection(Type type, PropertyInfo? property)
    {
        var element = type.GetGenericArguments()[^1];
        var names = Enumerable.Range(0, random.Next(4)).Select(_ => $"{(char)('a' + random.Next(26))}{random.Next(100)}").Distinct(StringComparer.Ordinal);
        var values = names.Select(n => (Name: n, Value: Value(element, null))).ToList();
        if (type.GetGenericArguments().Length == 2)
        {
            var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()))!;
            values.ForEach(v => map.Add(v.Name, v.Value));
            return map;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var (name, value) in values)
        {
            foreach (var key in property?.GetCustomAttribute<ListMapAttribute>()?.Keys ?? [])
            {
                element.GetProperty(key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)!.SetValue(value, name);
            }

            list.Add(value);
        }

        return list;
    }

    private string Text(PropertyInfo? property)
    {
        var pattern = property?.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern;
        var shortest = property?.GetCustomAttribute<MinLengthAttribute>()?.Length ?? 0;
        string[] allowed = [.. Texts.Concat(["my-sql/orders", "a/", "postgres/Ω"])
            .Where(t => t.Length >= shortest && (pattern is null || Regex.IsMatch(t, pattern, RegexOptions.NonBacktracking)))];
        return allowed[random.Next(allowed.Length)];
    }

    private ObjectMeta Metadata() => new()
    {
        Name = "a",
        Annotations = random.Next(2) == 0 ? null : new Dictionary<string, string> { ["example.com/note"] = Texts[random.Next(Texts.Length)] },
        Labels = random.Next(2) == 0 ? null : new Dictionary<string, string> { ["app"] = "a" },
    };
}
