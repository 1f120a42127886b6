using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Protobuf;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Tests.Schemas;

namespace Outrigger.ApiMachinery.Tests.Protobuf;

public sealed class ProtobufTests
{
    public static TheoryData<string, string, string> Kinds()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var kind in TestLibrary.All.Kinds.Select(k => k.Kind))
        {
            data.Add(kind.Group, kind.Version, kind.Kind);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WriteThenRead_AnyObject_IsTheSame(string group, string version, string name)
    {
        var kind = TestLibrary.Kind(group, version, name);
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => RoundTrips(kind, seed))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    // As Go's generated marshallers write it: strings and numbers that are no pointers are there even when they are empty.
    [Fact]
    public void Read_BodyOfAGoClient_IsUnderstood()
    {
        var body = Convert.FromHexString(
            "6b387300" // magic
            + "0a0f" + "0a027631" + "1209436f6e6669674d6170" // typeMeta: v1, ConfigMap
            + "1219" // raw
            + "0a0f" + "0a0178" + "1200" + "1a00" + "2200" + "2a00" + "3200" + "3800" // metadata: name x and the empty fields Go writes
            + "1206" + "0a0161" + "120162" // data: a=b
            + "1a00" + "2200"); // content encoding, content type

        var (kind, obj) = ProtobufReader.Read(body, TestLibrary.All);

        kind.ShouldBe(new GroupVersionKind("", "v1", "ConfigMap"));
        ObjectWriter.ToText(obj).ShouldBe("""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x"},"data":{"a":"b"}}""");
    }

    [Fact]
    public void Write_Pod_PutsInlineMessagesWhereTheyBelong()
    {
        var kind = TestLibrary.Kind("", "v1", "Pod");

        var bytes = Write("""{"spec":{"volumes":[{"name":"v","emptyDir":{"medium":"Memory"}}]}}""", kind);

        // spec(2) { volumes(1) { name(1) "v", volumeSource(2) { emptyDir(2) { medium(1) "Memory" } } } }
        Convert.ToHexStringLower(ProtobufEnvelope.Open(bytes, out _))
            .ShouldContain("0a0f" + "0a0176" + "120a" + "1208" + "0a064d656d6f7279");
    }

    [Fact]
    public void Write_EmptyConfigMap_WritesWhatIsNoPointerAsGoDoes()
    {
        var bytes = Write("""{"metadata":{"name":"a"}}""", TestLibrary.Kind("", "v1", "ConfigMap"));

        // metadata(1) { name, generateName(2) "", namespace(3) "", selfLink(4) "", uid(5) "", resourceVersion(6) "", generation(7) 0, creationTimestamp(8) {} }
        Convert.ToHexStringLower(ProtobufEnvelope.Open(bytes, out _))
            .ShouldBe("0a11" + "0a0161" + "1200" + "1a00" + "2200" + "2a00" + "3200" + "3800" + "4200");
    }

    [Fact]
    public void WriteList_Items_ComeBackAsAList()
    {
        var kind = new GroupVersionKind("", "v1", "ConfigMapList");
        var output = new ArrayBufferWriter<byte>();
        ReadOnlyMemory<byte>[] items = ["""{"metadata":{"name":"a"}}"""u8.ToArray(), """{"metadata":{"name":"b"},"data":{"k":"v"}}"""u8.ToArray()];

        ProtobufWriter.WriteList("""{"resourceVersion":"7","remainingItemCount":0}"""u8, items, TestLibrary.All.FindBody(kind)!, kind, output);

        var (read, obj) = ProtobufReader.Read(output.WrittenSpan, TestLibrary.All);
        read.ShouldBe(kind);
        ObjectWriter.ToText(obj).ShouldBe(
            """{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"7","remainingItemCount":0},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"},"data":{"k":"v"}}]}""");
    }

    [Fact]
    public void WriteWatchFrame_Event_HasLengthAndEnvelopedObject()
    {
        var kind = TestLibrary.Kind("", "v1", "ConfigMap");
        var output = new ArrayBufferWriter<byte>();

        ProtobufWriter.WriteWatchFrame("ADDED", """{"metadata":{"name":"a"}}"""u8, kind.Schema, kind.Kind, output);

        var frame = output.WrittenSpan;
        System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(frame).ShouldBe(frame.Length - 4);
        var content = frame[4..].ToArray();
        content.AsSpan(0, 7).ToArray().ShouldBe([0x0a, 5, .. "ADDED"u8]);
        var at = content.AsSpan().IndexOf(ProtobufEnvelope.Magic);
        ObjectWriter.ToText(ProtobufReader.Read(content.AsSpan(at), TestLibrary.All).Object)
            .ShouldBe("""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"}}""");
    }

    [Theory]
    [InlineData("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"no","reason":"NotFound","details":{"name":"x","kind":"pods","causes":[{"reason":"r","message":"m","field":"f"}]},"code":404}""", "Status")]
    [InlineData("""{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"preconditions":{"uid":"u"},"propagationPolicy":"Background","dryRun":["All"]}""", "DeleteOptions")]
    [InlineData("""{"kind":"CreateOptions","apiVersion":"v1","dryRun":["All"],"fieldManager":"m"}""", "CreateOptions")]
    public void WriteThenRead_SharedBody_IsTheSame(string json, string kind)
    {
        var gvk = new GroupVersionKind("", "v1", kind);
        var output = new ArrayBufferWriter<byte>();
        ProtobufWriter.Write(Encoding.UTF8.GetBytes(json), TestLibrary.All.FindBody(gvk)!, gvk, output);

        var obj = ProtobufReader.Read(output.WrittenSpan, TestLibrary.All).Object;
        BuiltInNormalizer.Normalize(obj, TestLibrary.All.FindBody(gvk)!, new NormalizeReport());

        ObjectWriter.ToText(obj).ShouldBe(json);
    }

    [Theory]
    [InlineData("")]
    [InlineData("6b3873")]
    [InlineData("7b7d")]
    [InlineData("6b3873000affffffffffffffffff01")] // a length beyond the end
    [InlineData("6b3873000a0f")] // cut off
    [InlineData("6b387300ffffffffffffffffffffff")] // an endless varint
    [InlineData("6b38730000")] // field number 0
    [InlineData("6b3873000b")] // a group
    [InlineData("6b3873000a0f0a0276311209436f6e6669674d61701202080a")] // metadata as a number
    [InlineData("6b3873000a0a0a0276311204507563741200")] // a kind that nobody knows
    public void Read_BrokenBody_IsRefused(string hex)
    {
        Should.Throw<ObjectReadException>(() => ProtobufReader.Read(Convert.FromHexString(hex), TestLibrary.All));
    }

    [Fact]
    public void Read_DeeplyNested_IsRefused()
    {
        var schema = TestLibrary.All.FindType("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps").ShouldNotBeNull();
        byte[] message = [];
        for (var i = 0; i < 1000; i++)
        {
            message = [0xe2, 0x01, .. Varint(message.Length), .. message]; // not(28)
        }

        Should.Throw<ObjectReadException>(() => ProtobufReader.ReadMessage(message, schema)).Message.ShouldContain("levels deep");
    }

    [Fact]
    public void Read_RawValue_CountsTheLevelsAboveIt()
    {
        var schema = TestLibrary.All.FindType("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps").ShouldNotBeNull();
        byte[] raw = [.. Enumerable.Repeat((byte)'[', 500), .. Enumerable.Repeat((byte)']', 500)];
        byte[] json = [0x0a, .. Varint(raw.Length), .. raw];
        byte[] message = [0x42, .. Varint(json.Length), .. json]; // default(8)
        ProtobufReader.ReadMessage(message, schema)["default"].ShouldNotBeNull();
        for (var i = 0; i < 20; i++)
        {
            message = [0xe2, 0x01, .. Varint(message.Length), .. message]; // not(28)
        }

        Should.Throw<StatusException>(() => ProtobufReader.ReadMessage(message, schema)).Status.Code.ShouldBe(400);
    }

    [Fact]
    public void Read_RandomBytes_NeverFailsOtherwise()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            byte[] body = [.. ProtobufEnvelope.Magic, 0x0a, 0x07, 0x0a, 0x02, 0x76, 0x31, 0x12, 0x03, 0x50, 0x6f, 0x64, 0x12, .. Varint(bytes.Length), .. bytes];
            try
            {
                ProtobufReader.Read(body, TestLibrary.All);
            }
            catch (ObjectReadException)
            {
                // What is broken is refused with this and nothing else.
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Read_SpoiltObject_NeverFailsOtherwise()
    {
        var kind = TestLibrary.Kind("", "v1", "Pod");
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<int>(), (seed, spoil) =>
        {
            var body = Write(ObjectWriter.ToText(new RandomObjects(seed).Make(kind.Schema)), kind);
            var random = new Random(spoil);
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                body[random.Next(ProtobufEnvelope.Magic.Length, body.Length)] = (byte)random.Next(256);
            }

            try
            {
                ProtobufReader.Read(body.AsSpan(0, random.Next(body.Length / 2, body.Length + 1)), TestLibrary.All);
            }
            catch (Exception e) when (e is ObjectReadException or Errors.StatusException)
            {
                // What is broken is refused with these and nothing else; the second is JSON inside that is nested too deeply.
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static bool RoundTrips(KindDefinition kind, int seed)
    {
        var obj = new RandomObjects(seed).Make(kind.Schema);
        obj["kind"] = kind.Kind.Kind;
        obj["apiVersion"] = kind.Kind.GroupVersion.ToString();
        var report = new NormalizeReport();
        BuiltInNormalizer.Normalize(obj, kind.Schema, report);
        report.TypeError.ShouldBeNull();
        var expected = ObjectWriter.ToText(obj);

        var bytes = Write(expected, kind);
        WireChecker.Check(bytes, kind.Schema).ShouldBeNull();
        var read = ProtobufReader.Read(bytes, TestLibrary.All).Object;
        BuiltInNormalizer.Normalize(read, kind.Schema, report);

        string.Equals(ObjectWriter.ToText(read), expected, StringComparison.Ordinal).ShouldBeTrue($"{expected}\nbecame\n{ObjectWriter.ToText(read)}");
        report.UnknownFields.ShouldBeEmpty();
        return true;
    }

    private static byte[] Write(string json, KindDefinition kind)
    {
        var output = new ArrayBufferWriter<byte>();
        ProtobufWriter.Write(Encoding.UTF8.GetBytes(json), kind.Schema, kind.Kind, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Varint(int value)
    {
        using var buffer = new WireBuffer();
        buffer.WriteVarint((ulong)value);
        return buffer.Written.ToArray();
    }
}
