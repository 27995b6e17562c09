using Microsoft.Extensions.AI;

namespace MedQa.Library.Tests.Retrieval;

/// <summary>Meaning by table: a text's vector counts the words of each of two subjects. Counts the texts that it encoded.</summary>
internal sealed class FakeEncoder : IEmbeddingGenerator<string, Embedding<float>>
{
    private static readonly string[][] Subjects = [["heart", "ventricle", "attack", "systole"], ["lice", "nits", "hair"]];

    public int Encoded { get; private set; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var vectors = values.Select(text => new Embedding<float>((float[])[.. Subjects.Select(words => 0.1f + words.Count(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)))])).ToList();
        Encoded += vectors.Count;
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(vectors));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
