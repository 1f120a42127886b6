using System.Text;
using Outrigger.MetricsServer.Failures;

namespace Outrigger.MetricsServer.Tests.Parsing;

/// <summary>Whatever a kubelet sends: samples, or a refusal; the same however it is cut into pieces; nothing else, and soon.</summary>
public sealed class SampleFuzzTests
{
    private const int Rounds = 5_000;
    private static readonly string[] Seeds =
    [
        "container_cpu_usage_seconds_total{container=\"coredns\",namespace=\"kube-system\",pod=\"coredns-558bd4d5db-4dpjz\"} 4.710169 1633253812125\n",
        "container_memory_working_set_bytes{container=\"c\",namespace=\"n\",pod=\"p\"} 1.253376e+07 1633253812125\n",
        "container_start_time_seconds{container=\"c\",namespace=\"n\",pod=\"p\"} 1.6332529461523e+09\n",
        "# TYPE node_cpu_usage_seconds_total counter\nnode_cpu_usage_seconds_total 357.35491 1633253809720\n",
        "node_memory_working_set_bytes{a=\"b\\\"c\\\\\"} 1.616273408e+09 1633253809720\nscrape_error 0\n",
    ];

    private static readonly string[] Words =
        ["{", "}", "\"", "\\", ",", "=", "\n", " ", "\t", "NaN", "+Inf", "-", "1e999", "9223372036854775807", "-9223372036854775808", "\0", "é", "#", "container", "pod=\"", "0x1p-2"];

    [Theory]
    [InlineData(1)]
    [InlineData(20261122)]
    public async Task Read_OfMutatedAnswers_GivesSamplesOrARefusal(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Rounds; i++)
        {
            var bytes = Mutate(random);

            var whole = await OutcomeAsync(new MemoryStream(bytes));
            var inPieces = await OutcomeAsync(new PiecesStream(bytes, random));

            if (inPieces != whole)
            {
                Assert.Fail($"seed {seed}, round {i}: {Convert.ToBase64String(bytes)} gives {whole}, in pieces {inPieces}");
            }
        }
    }

    private static async Task<string> OutcomeAsync(Stream body)
    {
        try
        {
            var (found, reader) = await Samples.ReadAsync(body);
            return $"{string.Join('\n', found)}\n{reader.Impossible}";
        }
        catch (ScrapeException e)
        {
            return e.Message;
        }
    }

    private static byte[] Mutate(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            text.Append(Seeds[random.Next(Seeds.Length)]);
        }

        for (var i = random.Next(6); i > 0; i--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0: text.Insert(at, Words[random.Next(Words.Length)]); break;
                case 1: text.Remove(at, random.Next(Math.Min(20, text.Length - at) + 1)); break;
                case 2: text[at] = (char)random.Next(256); break;
                default: text.Insert(at, text.ToString(at, random.Next(Math.Min(60, text.Length - at) + 1))); break;
            }

            if (text.Length == 0)
            {
                text.Append('\n');
            }
        }

        return random.Next(2) == 0 ? Encoding.UTF8.GetBytes(text.ToString()) : Encoding.Latin1.GetBytes(text.ToString());
    }

    private sealed class PiecesStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 40))], cancellationToken);
    }
}
