using System.Buffers;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Server.Http;

/// <summary>Encodes trees as the negotiated format says.</summary>
internal sealed class TreeEncoder
{
    public void Write(JsonObject tree, OutputFormat format, IBufferWriter<byte> output)
    {
        switch (format.Encoding)
        {
            default:
                if (format.Pretty)
                {
                    ObjectWriter.WriteIndented(tree, output);
                    break;
                }

                ObjectWriter.Write(tree, output);
                output.Write("\n"u8);
                break;
        }
    }

    /// <summary>One frame of a protobuf watch.</summary>
    public void WriteWatchFrame(string type, JsonObject tree, IBufferWriter<byte> output) =>
        throw new NotSupportedException();
}
