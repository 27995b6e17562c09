using System.Text.RegularExpressions;
using MedQa.Model.Checkpoints;
using MedQa.Model.Lora;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Model.Adapters;

/// <summary>
/// Averages adapters of one base, those of several seeds for one, into one. What seeds differ in is mostly noise, and the mean has less of
/// it, at the price of one adapter when it answers.
/// </summary>
public static class AdapterAverage
{
    /// <summary>Writes the average beside its card. The offsets of the decisions are left out: they were fitted for other scores.</summary>
    /// <param name="folders">Two adapters or more, in PEFT's layout.</param>
    /// <param name="shares">What each counts for, relative to the others; null for all the same.</param>
    /// <param name="merge">What is averaged.</param>
    /// <param name="output">Folder for the average; none of <paramref name="folders"/>.</param>
    /// <param name="cancellationToken">Looked at before each projection.</param>
    /// <exception cref="ArgumentException">There are too few adapters, the shares don't fit, or the ranks add up to too much.</exception>
    /// <exception cref="InvalidDataException">A file can't be used, or the adapters don't go together; names them and what differs.</exception>
    public static void Save(
        IReadOnlyList<string> folders, IReadOnlyList<double>? shares, AdapterMerge merge, string output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folders);
        double[] parts = Parts(folders, shares, output);
        var adapters = new List<StoredAdapter>();
        using var scope = NewDisposeScope();
        try
        {
            foreach (var folder in folders)
            {
                adapters.Add(StoredAdapter.Open(folder));
                RequireAlike(adapters[0], adapters[^1], merge);
            }

            var config = merge == AdapterMerge.Weights ? adapters[0].Config : StackedConfig(adapters);
            config.Validate();
            var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (var module in adapters[0].Modules)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (weights[StoredAdapter.NameOfA(module)], weights[StoredAdapter.NameOfB(module)]) = merge == AdapterMerge.Weights
                    ? (Mean([.. adapters.Select(a => a.A(module))], parts), Mean([.. adapters.Select(a => a.B(module))], parts))
                    : Stacked(adapters, parts, module);
            }

            var card = adapters[0].Card with { Answer = adapters[0].Card.Answer with { DecisionOffsets = null } };
            Directory.CreateDirectory(output);
            SafetensorsWriter.Save(Path.Combine(output, PeftAdapter.WeightsFileName), weights, cancellationToken: cancellationToken);
            AtomicFile.Write(Path.Combine(output, PeftConfig.FileName), stream => PeftConfig.Write(config, card.BaseModel, stream));
            card.Save(output);
        }
        finally
        {
            adapters.ForEach(a => a.Dispose());
        }
    }

    private static double[] Parts(IReadOnlyList<string> folders, IReadOnlyList<double>? shares, string output)
    {
        if (folders.Count < 2)
        {
            throw new ArgumentException($"An average needs two adapters or more, but there are {folders.Count}.", nameof(folders));
        }

        if (folders.FirstOrDefault(f => FullPath(f) == FullPath(output)) is { } taken)
        {
            throw new ArgumentException($"{output}: the average can't take the place of {taken}.", nameof(output));
        }

        var given = shares ?? [.. folders.Select(_ => 1.0)];
        return given.Count == folders.Count && given.All(s => double.IsFinite(s) && s > 0)
            ? [.. given.Select(s => s / given.Sum())]
            : throw new ArgumentException($"The shares must be {folders.Count} numbers above 0, one for each adapter.", nameof(shares));

        static string FullPath(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    private static void RequireAlike(StoredAdapter first, StoredAdapter other, AdapterMerge merge)
    {
        var (a, b) = (first.Card, other.Card);
        Require(a.BaseHash.Length == 0 || b.BaseHash.Length == 0 || a.BaseHash == b.BaseHash, $"they were made for different bases, {a.BaseModel} and {b.BaseModel}");
        Require(a.ChatTemplate.Length == 0 || b.ChatTemplate.Length == 0 || a.ChatTemplate == b.ChatTemplate, $"their chat templates are {a.ChatTemplate} and {b.ChatTemplate}");
        Require(a.Answer.IsLaidOutAs(b.Answer), $"their {AdapterCard.FileName} ask for different prompts or answers (system prompt, placement, lead or labels)");
        var odd = first.Modules.Except(other.Modules, StringComparer.Ordinal).Concat(other.Modules.Except(first.Modules, StringComparer.Ordinal)).ToList();
        Require(odd.Count == 0, $"only one of them adapts {(odd.Count == 0 ? "" : odd[0])}{(odd.Count > 1 ? $" and {odd.Count - 1} others" : "")}");
        foreach (var module in first.Modules)
        {
            Require(first.WidthsOf(module) == other.WidthsOf(module), $"{module} is of other widths: {first.WidthsOf(module)} and {other.WidthsOf(module)}");
            Require(
                merge == AdapterMerge.Products || (first.Config.RankOf(module), first.Config.ScalingOf(module)) == (other.Config.RankOf(module), other.Config.ScalingOf(module)),
                $"{module} has another rank or scaling; average their products instead");
        }

        void Require(bool holds, string why)
        {
            if (!holds)
            {
                throw new InvalidDataException($"{first.Folder} and {other.Folder} can't be averaged: {why}.");
            }
        }
    }

    // With alpha equal to the rank the scaling is 1: it lies in B.
    private static LoraConfig StackedConfig(List<StoredAdapter> adapters)
    {
        var ranks = adapters[0].Modules.Select(module => KeyValuePair.Create(module, adapters.Sum(a => a.Config.RankOf(module)))).ToList();
        var rank = ranks[0].Value;
        var others = ranks.Where(r => r.Value != rank).Select(r => KeyValuePair.Create(Regex.Escape(r.Key), r.Value)).ToList();
        return adapters[0].Config with
        {
            Rank = rank,
            Alpha = rank,
            UseRslora = false,
            RankPattern = others,
            AlphaPattern = [.. others.Select(o => KeyValuePair.Create(o.Key, (double)o.Value))],
        };
    }

    // [A₁; A₂; …] and [w₁ s₁ B₁, w₂ s₂ B₂, …]: their product is Σ wᵢ sᵢ Bᵢ Aᵢ.
    private static (Tensor A, Tensor B) Stacked(List<StoredAdapter> adapters, double[] parts, string module)
    {
        using var scope = NewDisposeScope();
        var a = cat([.. adapters.Select(x => x.A(module))], 0);
        var b = cat([.. adapters.Select((x, i) => x.B(module) * (parts[i] * x.Config.ScalingOf(module)))], 1);
        return (a.MoveToOuterDisposeScope(), b.MoveToOuterDisposeScope());
    }

    private static Tensor Mean(Tensor[] tensors, double[] parts)
    {
        using var scope = NewDisposeScope();
        var sum = zeros_like(tensors[0]);
        foreach (var (tensor, part) in tensors.Zip(parts))
        {
            sum.add_(tensor, alpha: part);
        }

        return sum.MoveToOuterDisposeScope();
    }
}
