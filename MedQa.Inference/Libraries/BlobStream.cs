using MedQa.ServiceDefaults.Streams;

namespace MedQa.Inference.Libraries;

/// <summary>A blob's content as it arrives. A read that the network or the service ends throws an <see cref="IOException"/>. Only read asynchronously.</summary>
/// <param name="content">The service's stream; disposed with this.</param>
/// <param name="errors">Says what went wrong.</param>
internal sealed class BlobStream(Stream content, BlobSourceErrors errors) : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await errors.GuardAsync("read a document", () => content.ReadAsync(buffer, cancellationToken).AsTask(), cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
