using Azure.Core;
using Azure.Core.Pipeline;

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

    private sealed class Half(Stream content, long left) : Stream
    {
        private long left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = left <= 0 ? throw new IOException("The connection was reset.") : await content.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
            left -= read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            content.Dispose();
            base.Dispose(disposing);
        }
    }
}
