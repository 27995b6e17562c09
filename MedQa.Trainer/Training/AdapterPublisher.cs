using System.Globalization;
using MedQa.Model.Adapters;
using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Trainer.Training;

/// <summary>Puts a finished adapter into the store that inference serves from.</summary>
internal static class AdapterPublisher
{
    /// <summary>Publishes the run's folder as the next version of its name.</summary>
    public static Task<AdapterManifest> PublishAsync(
        IAdapterStore store, TrainingOptions options, TrainingResult result, CancellationToken cancellationToken = default)
    {
        var card = AdapterCard.Load(options.Output);
        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{result.TrainingRows} rows of {Path.GetFileName(options.Data)}, step {result.KeptStep} of {result.Steps}, evaluation loss {result.BestEvaluationLoss:0.0000}");
        return store.PublishAsync(options.Publish!, options.Output, new AdapterDescription(card.BaseModel, card.BaseHash, summary), cancellationToken);
    }
}
