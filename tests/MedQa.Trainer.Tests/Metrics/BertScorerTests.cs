using MedQa.Model.Encoders;
using MedQa.Model.Safetensors;
using MedQa.Model.Tests;
using MedQa.Trainer.Metrics;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Metrics;

public sealed class BertScorerTests : IDisposable
{
    private const int Layer = 2;

    // float32 sums in another order differ by some 1e-7.
    private const double Tolerance = 1e-6;

    private static readonly string Encoder = Goldens.Require("tiny-roberta");

    private static readonly string[] Candidates =
        ["Iron tablets helped most patients.", "no", "Maybe; more trials are needed before anyone can say so, and they should be larger.", "Iron tablets helped most patients."];

    private static readonly string[] References =
        ["Tablets with iron helped.", "The drug did not lower the risk of a second event in the group that took it for a year.", "More trials are needed.", "Iron may help."];

    private readonly BertScorer _scorer = BertScorer.Open(Encoder, Layer, CPU);

    public void Dispose() => _scorer.Dispose();

    /// <summary>The definition written out in float64, one pair and one token at a time.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Score_Pairs_FollowTheDefinition(bool idf)
    {
        using var checkpoint = EncoderCheckpoint.Open(Encoder, CPU);
        var documents = References.Select(r => checkpoint.Tokenizer.Encode(r).ToHashSet()).ToArray();


        var scores = _scorer.Score(Candidates, References, idf);

        for (var i = 0; i < Candidates.Length; i++)
        {
            var (candidate, reference) = (Vectors(Candidates[i]), Vectors(References[i]));
            var (precision, recall) = (Side(candidate, reference), Side(reference, candidate));
            Assert.Equal(precision, scores[i].Precision, Tolerance);
            Assert.Equal(recall, scores[i].Recall, Tolerance);
            Assert.Equal(2 * precision * recall / (precision + recall), scores[i].F1, Tolerance);
        }

        (int Id, double[] Unit)[] Vectors(string text)
        {
            using var scope = NewDisposeScope();
            var ids = checkpoint.Tokenizer.Encode(text);
            var hidden = checkpoint.Encoder.HiddenState(tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(0), null, Layer)[0].to(ScalarType.Float64);
            return [.. ids.Select((id, t) => (id, (hidden[t] / hidden[t].norm()).data<double>().ToArray()))];
        }

        double Side((int Id, double[] Unit)[] of, (int Id, double[] Unit)[] with)
        {
            var (sum, total) = (0.0, 0.0);
            foreach (var (id, unit) in of[1..^1])
            {
                var weight = idf ? Math.Log((References.Length + 1.0) / (documents.Count(d => d.Contains(id)) + 1)) : 1;
                sum += weight * with.Max(other => other.Unit.Zip(unit, (a, b) => a * b).Sum());
                total += weight;
            }

            return sum / total;
        }
    }

    [Fact]
    public void Score_OneByOne_IsAsTogether()
    {
        var together = _scorer.Score(Candidates, References);
        for (var i = 0; i < Candidates.Length; i++)
        {
            var alone = _scorer.Score([Candidates[i]], [References[i]])[0];
            Assert.Equal(alone.Precision, together[i].Precision, Tolerance);
            Assert.Equal(alone.Recall, together[i].Recall, Tolerance);
            Assert.Equal(alone.F1, together[i].F1, Tolerance);
        }
    }

    /// <summary>A match with padding, whose similarity bert_score takes as 0 in a batch, would lift these figures to 0.</summary>
    [Fact]
    public void Score_BestMatchBelowZero_StaysBelowZeroInABatch()
    {
        using var folder = WithoutCommonPart();
        using var words = BertScorer.Open(folder.Path, 0, CPU);
        string[] letters = [.. Enumerable.Range('a', 26).Select(c => ((char)c).ToString())];
        var pairs = letters.SelectMany(_ => letters, (candidate, reference) => (candidate, reference)).ToArray();

        var scores = words.Score([.. pairs.Select(p => p.candidate), Candidates[2]], [.. pairs.Select(p => p.reference), References[1]]);

        var below = Enumerable.Range(0, pairs.Length).Where(i => scores[i].Precision < -0.01).Take(10).ToArray();
        Assert.NotEmpty(below);
        foreach (var i in below)
        {
            Assert.Equal(words.Score([pairs[i].candidate], [pairs[i].reference])[0].Precision, scores[i].Precision, Tolerance);
        }
    }

    [Fact]
    public void Score_TextWithItself_IsOne()
    {
        foreach (var score in _scorer.Score(References, References))
        {
            Assert.Equal(1, score.Precision, Tolerance);
            Assert.Equal(1, score.Recall, Tolerance);
            Assert.Equal(1, score.F1, Tolerance);
        }
    }

    [Theory]
    [InlineData("", "yes")]
    [InlineData("yes", "")]
    [InlineData(" \n\u001f", "yes")]
    [InlineData("", "")]
    public void Score_TextWithoutAToken_IsZero(string candidate, string reference) =>
        Assert.Equal(new BertScoreResult(0, 0, 0), _scorer.Score([candidate], [reference])[0]);

    [Fact]
    public void Score_IdfWhereEveryReferenceHoldsEveryToken_IsZeroAndNotNoNumber() =>
        Assert.Equal(new BertScoreResult(0, 0, 0), _scorer.Score(["yes"], ["yes"], idf: true)[0]);

    [Fact]
    public void Score_SpaceAroundATextIsDropped() =>
        Assert.Equal(_scorer.Score(Candidates, References), _scorer.Score([.. Candidates.Select(c => $"\u001c {c}\n")], References));

    [Fact]
    public void Score_TextThatComesTwice_IsEncodedOnce()
    {
        var reports = new List<BertScoreProgress>();
        _scorer.Score(Candidates, References, report: reports.Add);
        using var checkpoint = EncoderCheckpoint.Open(Encoder, CPU, layers: 0);
        var tokens = Candidates.Concat(References).Distinct().Sum(t => checkpoint.Tokenizer.Encode(t).Length);
        Assert.Equal(new BertScoreProgress(tokens, tokens), reports[^1]);
    }

    [Fact]
    public void Score_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(() => _scorer.Score(Candidates, References, cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public void Score_CountsThatDiffer_SaysBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => _scorer.Score(Candidates, ["one"]));
        Assert.Contains("4 candidates and 1 references", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HashLine_SaysEncoderLayerIdfVersionAndWeights()
    {
        var version = typeof(BertScorer).Assembly.GetName().Version!.ToString(3);
        Assert.Equal($"tiny-roberta_L2_no-idf_not-rescaled_medqa-{version}_weights-{_scorer.EncoderHash[..12]}", _scorer.HashLine(idf: false));
        Assert.Contains("_L2_idf_", _scorer.HashLine(idf: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_UnknownEncoderWithoutALayer_AsksForOne()
    {
        var error = Assert.Throws<ArgumentException>(() => BertScorer.Open(Encoder, null, CPU));
        Assert.Contains("tiny-roberta", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("roberta-large", 17)]
    [InlineData("FacebookAI/roberta-large", 17)]
    [InlineData("google-bert/bert-base-uncased", 9)]
    [InlineData("all-MiniLM-L6-v2", null)]
    public void Find_EncodersName_GivesBertScoresLayer(string name, int? layer) => Assert.Equal(layer, BertScoreLayers.Find(name));

    /// <summary>The encoder with embeddings that share nothing, so that two words may be of opposite directions.</summary>
    private static TemporaryFolder WithoutCommonPart()
    {
        var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Encoder))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> weights;
        using (var file = SafetensorsFile.Open(Path.Combine(Encoder, "model.safetensors")))
        {
            weights = file.ReadAll();
        }

        foreach (var name in (string[])["position_embeddings.weight", "token_type_embeddings.weight", "LayerNorm.bias"])
        {
            weights[$"embeddings.{name}"].zero_();
        }

        SafetensorsWriter.Save(folder.File("model.safetensors"), weights);
        return folder;
    }
}
