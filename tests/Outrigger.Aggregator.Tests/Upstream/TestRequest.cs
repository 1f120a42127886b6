using System.IO.Pipelines;
using System.Text;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Tests.Upstream;

/// <summary>A request with the headers that a test names.</summary>
internal sealed class TestRequest(string method, string target, params (string Name, string Value)[] headers) : UpstreamRequest
{
    private PipeReader? body;
    private long? length;

    public override string Method => method;

    public override PipeReader? Body => body;

    public override long? BodyLength => length;

    public override bool ExpectsContinue => headers.Any(h => h.Name == "Expect");

    public TestRequest With(string text)
    {
        body = PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        length = text.Length;
        return this;
    }

    public TestRequest With(PipeReader reader, long? count = null)
    {
        body = reader;
        length = count;
        return this;
    }

    public override void WriteHead(RequestHeadWriter head, UpstreamTarget upstream)
    {
        head.Start(method, target);
        head.Add("Host"u8, upstream.Authority);
        foreach (var (name, value) in headers)
        {
            head.Add(name, value);
        }
    }
}
