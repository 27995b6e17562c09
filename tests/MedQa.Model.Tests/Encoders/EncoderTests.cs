using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Encoders;

public class EncoderTests
{
    // float32 sums in another order differ by some 1e-6.
    private const double Tolerance = 1e-5;

    public static TheoryData<bool> BothKinds => [false, true];

    [Theory]
    [MemberData(nameof(BothKinds))]
    public void HiddenState_PaddedBatch_RealTokensAreAsAlone(bool roberta)
    {
        using var folder = Folder(roberta);
        using var checkpoint = folder.Open();
        var pad = checkpoint.Encoder.Config.PadTokenId;
        using var scope = NewDisposeScope();
        var (alone, longer) = (Ids(1, 9, roberta), Ids(1, 31, roberta));
        var batch = cat([longer, cat([alone, full([1, 22], pad, ScalarType.Int64)], 1)], 0);
        var mask = arange(31).unsqueeze(0).lt(tensor(new long[] { 31, 9 }).unsqueeze(1));
        for (var layer = 0; layer <= checkpoint.Encoder.LayerCount; layer++)
        {
            var together = checkpoint.Encoder.HiddenState(batch, mask, layer);
            Assert.InRange(GoldenCase.Difference(together[1].narrow(0, 0, 9), checkpoint.Encoder.HiddenState(alone, null, layer)[0]), 0, Tolerance);
            Assert.InRange(GoldenCase.Difference(together[0], checkpoint.Encoder.HiddenState(longer, null, layer)[0]), 0, Tolerance);
        }
    }

    /// <summary>BERT's first token has position 0, RoBERTa's the padding's id + 1.</summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public void HiddenState_Embeddings_AreWordPlusTypePlusPositionNormalised(bool roberta, int first)
    {
        using var folder = Folder(roberta);
        using var checkpoint = folder.Open(layers: 0);
        using var scope = NewDisposeScope();
        var weights = GoldenCase.ReadAll(Path.Combine(folder.Location, "model.safetensors"));
        var ids = Ids(1, 6, roberta);
        var sum = Table("word_embeddings").index_select(0, ids[0]) + Table("token_type_embeddings")[0] + Table("position_embeddings").narrow(0, first, 6);
        var centred = sum - sum.mean([1], keepdim: true);
        var unit = centred / (centred.square().mean([1], keepdim: true) + checkpoint.Encoder.Config.LayerNormEps).sqrt();
        var expected = (unit * weights["embeddings.LayerNorm.weight"]) + weights["embeddings.LayerNorm.bias"];

        Assert.InRange(GoldenCase.Difference(checkpoint.Encoder.HiddenState(ids, null, 0)[0].to(ScalarType.Float64), expected), 0, Tolerance);

        Tensor Table(string name) => weights[$"embeddings.{name}.weight"].to(ScalarType.Float64);
    }

    [Fact]
    public void HiddenState_SecondTokenType_AddsItsRow()
    {
        using var folder = EncoderFolder.Bert();
        using var checkpoint = folder.Open(layers: 1);
        using var scope = NewDisposeScope();
        var ids = Ids(1, 5, roberta: false);
        var plain = checkpoint.Encoder.HiddenState(ids, null, 1);
        var first = checkpoint.Encoder.HiddenState(ids, null, 1, zeros_like(ids));
        var second = checkpoint.Encoder.HiddenState(ids, null, 1, ones_like(ids));

        Assert.Equal(0, GoldenCase.Difference(first, plain));
        Assert.True(GoldenCase.Difference(second, plain) > 0.1);
    }

    [Fact]
    public void HiddenState_ManyTimes_LeavesNoTensor()
    {
        using var folder = EncoderFolder.Roberta();
        using var checkpoint = folder.Open();
        using var ids = Ids(2, 12, roberta: true);
        using var mask = ones_like(ids).to(ScalarType.Bool);
        checkpoint.Encoder.HiddenState(ids, mask, 3).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
        {
            checkpoint.Encoder.HiddenState(ids, mask, 3).Dispose();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void HiddenState_LayerThatIsNotThere_SaysWhichAre()
    {
        using var folder = EncoderFolder.Roberta();
        using var checkpoint = folder.Open(layers: 2);
        using var ids = Ids(1, 3, roberta: true);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => checkpoint.Encoder.HiddenState(ids, null, 3));
        Assert.Contains("0 to 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HiddenState_MoreTokensThanPositions_SaysHowMany()
    {
        using var folder = EncoderFolder.Roberta();
        using var checkpoint = folder.Open();
        using var ids = Ids(1, 129, roberta: true);
        var error = Assert.Throws<ArgumentException>(() => checkpoint.Encoder.HiddenState(ids, null, 1));
        Assert.Contains("128", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HiddenState_Cancelled_Stops()
    {
        using var folder = EncoderFolder.Roberta();
        using var checkpoint = folder.Open();
        using var ids = Ids(1, 4, roberta: true);
        Assert.Throws<OperationCanceledException>(() => checkpoint.Encoder.HiddenState(ids, null, 1, null, new CancellationToken(canceled: true)));
    }

    private static EncoderFolder Folder(bool roberta) => roberta ? EncoderFolder.Roberta() : EncoderFolder.Bert();

    /// <summary>Ids of real tokens, none of them padding.</summary>
    private static Tensor Ids(int rows, int tokens, bool roberta)
    {
        var random = new Random(3);
        return tensor(Enumerable.Range(0, rows * tokens).Select(_ => (long)random.Next(5, roberta ? 900 : 256)).ToArray()).view(rows, tokens);
    }
}
