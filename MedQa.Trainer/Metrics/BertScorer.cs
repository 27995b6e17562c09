using System.Globalization;
using MedQa.Model.Encoders;
using MedQa.Model.Hub;
using MedQa.Trainer.Data;
using static TorchSharp.torch;

namespace MedQa.Trainer.Metrics;

/// <summary>
/// BERTScore (Zhang et al., 2019, arXiv:1904.09675) as bert_score 0.3.13 computes it with batches of one. With unit vectors xᵢ of the
/// reference's tokens, yⱼ of the candidate's and their weights w: P = Σⱼ wⱼ maxᵢ xᵢ·yⱼ / Σⱼ wⱼ, R the other way round, F1 their harmonic
/// mean. Padding is never a match, so a pair's figures don't depend on the others. A candidate or reference without a token gives 0,
/// and so does a mean of tokens that all weigh 0. Figures are not rescaled. One thread at a time.
/// </summary>
public sealed class BertScorer : IDisposable
{
    private const int HashDigits = 12;

    // What str.strip() takes off in Python and Trim() does not.
    private static readonly char[] Separators = ['\u001c', '\u001d', '\u001e', '\u001f'];

    private readonly EncoderCheckpoint _encoder;

    private BertScorer(EncoderCheckpoint encoder, int layer)
    {
        _encoder = encoder;
        Layer = layer;
    }

    /// <summary>The encoder's name: the folder's, or <c>owner/name</c> from the hub.</summary>
    public string EncoderName => _encoder.Name;

    /// <summary>SHA-256 of the encoder's weights, lower-case hexadecimal.</summary>
    public string EncoderHash => _encoder.Hash;

    /// <summary>The layer whose hidden state is compared; 0 for the embeddings.</summary>
    public int Layer { get; }

    /// <summary>Opens an encoder by its folder or its name on the hub, from where it is downloaded first.</summary>
    /// <param name="encoder">A folder in Hugging Face's layout with a BERT or RoBERTa, or <c>OWNER/NAME[@REVISION]</c>.</param>
    /// <param name="layer">The layer to compare; null for the one that bert_score takes for an encoder of this name.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="report">Takes lines about downloads.</param>
    /// <param name="cancellationToken">Looked at while downloading and loading.</param>
    /// <exception cref="IOException">There is no such encoder.</exception>
    /// <exception cref="InvalidDataException">A file is broken, does not fit the others or asks for something that is not supported.</exception>
    /// <exception cref="ArgumentException">The layer is missing and not known, or the encoder has fewer.</exception>
    public static async Task<BertScorer> OpenAsync(string encoder, int? layer, Device device, Action<string> report, CancellationToken cancellationToken = default) =>
        Open(await HubFiles.EncoderAsync(encoder, report, cancellationToken), layer, device, cancellationToken);

    /// <summary>Opens an encoder by its folder.</summary>
    /// <inheritdoc cref="OpenAsync(string, int?, Device, Action{string}, CancellationToken)"/>
    public static BertScorer Open(string folder, int? layer, Device device, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var name = HubPath.NameOf(Path.GetFullPath(folder));
        var known = layer ?? BertScoreLayers.Find(name)
            ?? throw new ArgumentException($"Which layer of {name} to compare is not known; name one.", nameof(layer));
        return new(EncoderCheckpoint.Open(folder, device, known, cancellationToken), known);
    }

    /// <summary>What a figure is of, to print beside it: encoder, layer, idf, our version, the weights' hash. Figures with different lines can't be compared.</summary>
    public string HashLine(bool idf) => string.Create(
        CultureInfo.InvariantCulture,
        $"{EncoderName}_L{Layer}_{(idf ? "idf" : "no-idf")}_not-rescaled_medqa-{typeof(BertScorer).Assembly.GetName().Version!.ToString(3)}_weights-{EncoderHash[..HashDigits]}");

    /// <summary>Scores each candidate against the reference of the same index.</summary>
    /// <param name="candidates">The texts to judge.</param>
    /// <param name="references">The texts they should be like.</param>
    /// <param name="idf">Whether tokens that many references hold weigh less; the weights are those of these references.</param>
    /// <param name="report">Takes progress, or null.</param>
    /// <param name="cancellationToken">Looked at before each batch and each layer.</param>
    /// <exception cref="ArgumentException">There are not as many references as candidates.</exception>
    public IReadOnlyList<BertScoreResult> Score(
        IReadOnlyList<string> candidates,
        IReadOnlyList<string> references,
        bool idf = false,
        Action<BertScoreProgress>? report = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(references);
        if (candidates.Count != references.Count)
        {
            throw new ArgumentException($"There are {candidates.Count} candidates and {references.Count} references; each candidate needs one.", nameof(references));
        }

        string[] judged = [.. candidates.Select(Strip)];
        string[] wanted = [.. references.Select(Strip)];
        using var texts = new BertScoreTexts(_encoder, [.. judged, .. wanted]);
        var tokenizer = _encoder.Tokenizer;
        var weights = new BertScoreWeights(tokenizer.BeginTokenId, tokenizer.EndTokenId, idf ? [.. wanted.Select(texts.Ids)] : null);
        texts.Encode(Layer, report, cancellationToken);
        var results = new BertScoreResult[judged.Length];
        for (var i = 0; i < results.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results[i] = Match(texts, weights, judged[i], wanted[i]);
        }

        return results;
    }

    public void Dispose() => _encoder.Dispose();

    private static BertScoreResult Match(BertScoreTexts texts, BertScoreWeights weights, string candidate, string reference)
    {
        var (candidateIds, referenceIds) = (texts.Ids(candidate), texts.Ids(reference));
        if (candidateIds.Length == 2 || referenceIds.Length == 2)
        {
            return default;
        }

        using var none = no_grad();
        using var scope = NewDisposeScope();
        var similarity = texts.Embedding(candidate).matmul(texts.Embedding(reference).t());
        return BertScoreResult.Of(Mean(similarity.amax([1]), weights.Of(candidateIds)), Mean(similarity.amax([0]), weights.Of(referenceIds)));
    }

    private static double Mean(Tensor best, double[] weights)
    {
        var values = best.data<float>();
        var (sum, total) = (0.0, weights.Sum());
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * values[i];
        }

        return total == 0 ? 0 : sum / total;
    }

    /// <summary>Python's str.strip().</summary>
    private static string Strip(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (start, end) = (0, text.Length);
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];

        static bool IsSpace(char c) => char.IsWhiteSpace(c) || Separators.Contains(c);
    }
}
