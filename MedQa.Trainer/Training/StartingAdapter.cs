using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.Model.Hub;
using MedQa.Model.Lora;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Training;

/// <summary>The adapter that a run starts from in place of fresh weights: a stage before, trained on other rows.</summary>
/// <param name="Folder">Its folder, in PEFT's layout.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hash">SHA-256 of its weights' file, lower-case hex.</param>
/// <param name="ConfigHash">SHA-256 of its config, lower-case hex.</param>
internal sealed record StartingAdapter(string Folder, string Name, string Hash, string ConfigHash)
{
    /// <summary>The options with the adapter's rank, alpha and projections; as they are where none is named.</summary>
    /// <exception cref="ArgumentException">An option says otherwise than the adapter, and is no default.</exception>
    /// <exception cref="FileNotFoundException">There is no adapter in the folder.</exception>
    /// <exception cref="InvalidDataException">Its config can't be used.</exception>
    public static TrainingOptions Lay(TrainingOptions options)
    {
        if (options.StartFrom is not { } folder)
        {
            return options;
        }

        var config = PeftConfig.Read(folder);
        var (asked, usual) = (options.Lora, new LoraOptions());
        var targets = config.TargetPattern is { } pattern ? [pattern] : config.TargetModules;
        Expect("lora.rank", asked.Rank, usual.Rank, config.Rank);
        Expect("lora.alpha", asked.Alpha, usual.Alpha, config.Alpha);
        Expect("lora.targetModules", Listed(asked.TargetModules), Listed(usual.TargetModules), Listed(targets));
        Expect("lora.useRslora", asked.UseRslora, usual.UseRslora, config.UseRslora);
        return options with { Lora = asked with { Rank = config.Rank, Alpha = config.Alpha, TargetModules = targets, UseRslora = config.UseRslora } };

        void Expect<T>(string name, T given, T usually, T actual)
        {
            if (!Equals(given, usually) && !Equals(given, actual))
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"{name} is {given}, but the adapter in {folder} that the run starts from has {actual}. Leave it out, or start from another adapter."));
            }
        }
    }

    /// <summary>The adapter that options name, or null.</summary>
    /// <exception cref="InvalidDataException">It was made for another base.</exception>
    public static StartingAdapter? Open(TrainingOptions options, Checkpoint checkpoint)
    {
        if (options.StartFrom is not { } folder)
        {
            return null;
        }

        AdapterCard.Load(folder).RequireBase(checkpoint.Name, checkpoint.Hash);
        return new StartingAdapter(
            folder, HubPath.NameOf(Path.TrimEndingDirectorySeparator(folder)), FileHash.Of(Path.Combine(folder, PeftAdapter.WeightsFileName)), FileHash.Of(Path.Combine(folder, PeftConfig.FileName)));
    }

    /// <summary>A copy of the adapter to train.</summary>
    public LoraAdapter Load(Checkpoint checkpoint, LoraOptions lora)
    {
        var adapter = PeftAdapter.Load(Folder, checkpoint.Model, lora.Dropout);
        adapter.RequireGradients();
        return adapter;
    }

    // The order of a set of names says nothing.
    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
