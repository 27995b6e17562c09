using MedQa.Model.Mistral;
using MedQa.Model.Training;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pretraining;

/// <summary>
/// Bits a character on held-out text: the rows' ids are joined and cut into windows of T predicted tokens that do not
/// overlap, the rest dropped; <c>mean loss / ln 2 · tokens / characters</c>. Comparable between tokenizers, unlike perplexity.
/// </summary>
internal static class HeldOutMeasure
{
    /// <param name="length">T.</param>
    /// <param name="batch">Windows computed at once.</param>
    public static IReadOnlyList<HeldOutFigure> Of(
        MistralForCausalLM model, IReadOnlyList<HeldOutSource> sources, int length, int batch, CancellationToken cancellationToken = default)
    {
        using var pass = new PlainTrainingPass(model, adapter: null, checkpointedLayers: 0);
        return [.. sources.Select(source => Of(pass, source, length, batch, cancellationToken))];
    }

    private static HeldOutFigure Of(PlainTrainingPass pass, HeldOutSource source, int length, int batch, CancellationToken cancellationToken)
    {
        var windows = (source.Tokens.Length - 1) / length;
        double total = 0;
        for (var first = 0; first < windows; first += batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(batch, windows - first);
            var ids = new long[count * (length + 1)];
            for (var row = 0; row < count; row++)
            {
                for (var i = 0; i <= length; i++)
                {
                    ids[(row * (length + 1)) + i] = source.Tokens[((first + row) * length) + i];
                }
            }

            using var loss = pass.Loss(PackedBatchBuilder.OfWindows(ids, length));
            total += loss.item<float>();
        }

        if (windows == 0)
        {
            return new HeldOutFigure(source.Name, source.Rows, source.Characters, source.Tokens.Length, null, null);
        }

        var mean = total / ((double)windows * length);
        return new HeldOutFigure(
            source.Name, source.Rows, source.Characters, source.Tokens.Length,
            mean / Math.Log(2) * source.Tokens.Length / source.Characters, Math.Exp(mean));
    }
}
