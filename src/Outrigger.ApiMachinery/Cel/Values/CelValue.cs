using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>A value of an expression. Numbers, truth values, times and what stands in an object's tree take no memory of their own.</summary>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "CelEquality compares as the language does")]
public readonly struct CelValue
{
    private readonly object? reference;
    private readonly long bits;
    private readonly int nanos;

    private CelValue(CelValueKind kind, long bits = 0, object? reference = null, int nanos = 0)
    {
        Kind = kind;
        this.bits = bits;
        this.reference = reference;
        this.nanos = nanos;
    }

    /// <summary>JSON's null; also what an uninitialised value is.</summary>
    public static CelValue Null => default;

    public static CelValue True => new(CelValueKind.Bool, 1);

    public static CelValue False => new(CelValueKind.Bool);

    public static CelValue EmptyString => FromString("");

    /// <summary>An optional without a value.</summary>
    public static CelValue None => new(CelValueKind.Optional);

    public CelValueKind Kind { get; }

    public bool IsError => Kind == CelValueKind.Error;

    public bool IsTrue => Kind == CelValueKind.Bool && bits != 0;

    public bool IsFalse => Kind == CelValueKind.Bool && bits == 0;

    public long AsInt => bits;

    public ulong AsUint => unchecked((ulong)bits);

    public double AsDouble => BitConverter.Int64BitsToDouble(bits);

    public string AsString => (string)reference!;

    public byte[] AsBytes => (byte[])reference!;

    /// <summary>A duration in nanoseconds.</summary>
    public long AsDuration => bits;

    public CelTime AsTimestamp => new(bits, nanos);

    public CelList AsList => (CelList)reference!;

    public CelMap AsMap => (CelMap)reference!;

    public CelObject AsObject => (CelObject)reference!;

    public CelType AsType => (CelType)reference!;

    /// <summary>JSON without a schema.</summary>
    public JsonNode? AsOpaque => (JsonNode?)reference;

    /// <summary>What went wrong.</summary>
    public string AsError => ((CelError)reference!).Message;

    /// <summary>Whether an optional has a value.</summary>
    public bool HasValue => reference is not null;

    /// <summary>The value of an optional that has one.</summary>
    public CelValue OptionalValue => ((Holder)reference!).Value;

    public static CelValue FromBool(bool value) => new(CelValueKind.Bool, value ? 1 : 0);

    public static CelValue FromInt(long value) => new(CelValueKind.Int, value);

    public static CelValue FromUint(ulong value) => new(CelValueKind.Uint, unchecked((long)value));

    public static CelValue FromDouble(double value) => new(CelValueKind.Double, BitConverter.DoubleToInt64Bits(value));

    public static CelValue FromString(string value) => new(CelValueKind.String, 0, value);

    public static CelValue FromBytes(byte[] value) => new(CelValueKind.Bytes, 0, value);

    public static CelValue FromTimestamp(CelTime time) => new(CelValueKind.Timestamp, time.Seconds, null, time.Nanos);

    /// <summary>A duration of nanoseconds.</summary>
    public static CelValue FromDuration(long nanoseconds) => new(CelValueKind.Duration, nanoseconds);

    public static CelValue FromList(CelList list) => new(CelValueKind.List, 0, list);

    public static CelValue FromList(params IReadOnlyList<CelValue> items) => FromList(new ArrayList([.. items]));

    public static CelValue FromMap(CelMap map) => new(CelValueKind.Map, 0, map);

    public static CelValue FromObject(CelObject value) => new(CelValueKind.Object, 0, value);

    public static CelValue FromType(CelType type) => new(CelValueKind.Type, 0, type);

    public static CelValue FromOpaque(JsonNode? node) => new(CelValueKind.Opaque, 0, node);

    public static CelValue Some(CelValue value) => new(CelValueKind.Optional, 0, new Holder(value));

    public static CelValue FromError(string message) => new(CelValueKind.Error, 0, new CelError(message));

    internal static CelValue FromError(CelError error) => new(CelValueKind.Error, 0, error);

    /// <summary>As error messages show the value.</summary>
    public override string ToString() => CelText.Of(this);

    private sealed record Holder(CelValue Value);
}
