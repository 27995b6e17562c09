using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Mistral;

/// <summary>Whole logits against transformers' (float32, CPU). Float32 sums in another order differ by some 1e-5; 2e-4 leaves room and no bug fits into it.</summary>
public class MistralGoldenTests
{
    private const double Tolerance = 2e-4;

    public static TheoryData<string> Cases =>
        ["tiny-mistral", "tiny-llama-tied-bf16-sharded", "tiny-llama3-rope", "tiny-mistral-nowindow-fp16"];

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Forward_WithoutPadding_LogitsAreTransformers(string name)
    {
        using var golden = new GoldenCase(name);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var logits = golden.Model.Logits(golden.Model.Forward(golden.Expected("ids")));
        Assert.InRange(GoldenCase.Difference(logits, golden.Expected("logits")), 0, Tolerance);
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Forward_LeftPadded_LogitsAreTransformers(string name)
    {
        using var golden = new GoldenCase(name);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var mask = golden.Expected("mask");
        var logits = golden.Model.Logits(golden.Model.Forward(golden.Expected("ids"), attentionMask: mask)) * mask.unsqueeze(-1);
        Assert.InRange(GoldenCase.Difference(logits, golden.Expected("logits_left_padded")), 0, Tolerance);
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Forward_CachedInPieces_LogitsAreTransformers(string name)
    {
        using var golden = new GoldenCase(name);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var ids = golden.Expected("ids");
        var length = ids.size(1);
        using var cache = new KvCache(golden.Model, (int)ids.size(0), (int)length);
        var pieces = new List<Tensor>();
        for (long at = 0, size = 1; at < length; at += size, size = size == 7 ? 1 : size + 2)
        {
            size = Math.Min(size, length - at);
            pieces.Add(golden.Model.Logits(golden.Model.Forward(ids.narrow(1, at, size), cache)));
        }

        Assert.InRange(GoldenCase.Difference(cat(pieces, 1), golden.Expected("logits")), 0, Tolerance);
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Forward_LeftPaddedAndCached_LogitsAreTransformers(string name)
    {
        using var golden = new GoldenCase(name);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var (ids, mask) = (golden.Expected("ids"), golden.Expected("mask"));
        var length = ids.size(1);
        using var cache = new KvCache(golden.Model, (int)ids.size(0), (int)length);
        var half = length / 2;
        var first = golden.Model.Logits(golden.Model.Forward(ids.narrow(1, 0, half), cache, mask.narrow(1, 0, half)));
        var pieces = new List<Tensor> { first };
        for (var at = half; at < length; at++)
        {
            pieces.Add(golden.Model.Logits(golden.Model.Forward(ids.narrow(1, at, 1), cache, mask.narrow(1, 0, at + 1))));
        }

        Assert.InRange(GoldenCase.Difference(cat(pieces, 1) * mask.unsqueeze(-1), golden.Expected("logits_left_padded")), 0, Tolerance);
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Forward_InBfloat16_StaysNearTransformers(string name)
    {
        using var golden = new GoldenCase(name);
        using var half = MistralForCausalLM.Create(golden.Model.Config, CPU, ScalarType.BFloat16);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (key, weight) in golden.Model.Weights)
        {
            half.Weights[key].copy_(weight);
        }

        var logits = half.Logits(half.Forward(golden.Expected("ids")));
        var expected = golden.Expected("logits");

        // bf16 keeps 8 bits: the relative error of the whole is some 1e-2.
        var relative = (logits - expected).norm().item<float>() / expected.norm().item<float>();
        Assert.InRange(relative, 1e-5, 3e-2);
    }
}
