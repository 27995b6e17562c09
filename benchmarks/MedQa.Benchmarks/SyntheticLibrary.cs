using MedQa.Library.Passages;
using Microsoft.Extensions.AI;

namespace MedQa.Benchmarks;

/// <summary>
/// Passages made up: words by Zipf's law (the n-th most frequent of the vocabulary is drawn with a probability proportional to 1/n), vectors
/// evenly over the unit sphere. As a generator of embeddings it gives such a vector for any text, in no time.
/// </summary>
internal sealed class SyntheticLibrary : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Different words.</summary>
    public const int Vocabulary = 200_000;

    /// <summary>Words of a passage, in sentences of 15.</summary>
    public const int PassageWords = 120;

    // The most frequent words of a text build its sentences, and a question's are dropped.
    private const int StopWords = 100;
    private const int QuestionWords = 6;

    private readonly Random _random = new(1);
    private readonly double[] _cumulative = new double[Vocabulary];
    private readonly int _dimension;

    public SyntheticLibrary(int dimension)
    {
        _dimension = dimension;
        for (var n = 0; n < Vocabulary; n++)
        {
            _cumulative[n] = (n == 0 ? 0 : _cumulative[n - 1]) + (1.0 / (n + 1));
        }
    }

    public Passage Passage()
    {
        var text = string.Join(' ', Enumerable.Range(1, PassageWords).Select(i => Word(Draw(0)) + (i % 15 == 0 ? "." : "")));
        return new([], null, null, text, SentenceSplitter.Split(text));
    }

    public string Question() => string.Join(' ', Enumerable.Range(0, QuestionWords).Select(_ => Word(Draw(StopWords))));

    public float[] Vector()
    {
        var vector = new float[_dimension];
        for (var i = 0; i < _dimension; i++)
        {
            vector[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
        }

        return vector;
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(Vector()))));

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private int Draw(int from)
    {
        var low = from == 0 ? 0 : _cumulative[from - 1];
        var at = Array.BinarySearch(_cumulative, low + (_random.NextDouble() * (_cumulative[^1] - low)));
        return at < 0 ? ~at : at;
    }

    /// <summary>A word that no stemmer shortens: digits follow letters.</summary>
    private static string Word(int n) => $"word{n}";
}
