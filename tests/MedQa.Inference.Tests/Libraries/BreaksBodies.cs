using Azure.Core;
using Azure.Core.Pipeline;
using MedQa.ServiceDefaults.Streams;

namespace MedQa.Inference.Tests.Libraries;

/// <summary>The first half of a blob arrives, then the connection is reset, however often it is asked for again.</summary>
internal sealed class BreaksBodies : HttpPipelineSynchronousPolicy
{
    public bool Mended { get; set; }

    public override void OnReceivedResponse(HttpMessage message)
    {
        if (!Mended && message.Request.Method == RequestMethod.Get && !message.Request.Uri.Query.Contains("comp=list", StringComparison.Ordinal) && message.Response.ContentStream is { } content)
        {
            message.Response.ContentStream = new Half(content, (message.Response.Headers.ContentLength ?? 0) / 2);
        }
    }

    private sealed class Half(Stream content, long left) : ForwardStream
    {
        private long left = left;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = left <= 0 ? throw new IOException("The connection was reset.") : await content.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
            left -= read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            content.Dispose();
            base.Dispose(disposing);
        }
    }
}
