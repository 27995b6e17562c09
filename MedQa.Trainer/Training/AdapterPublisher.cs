using System.Globalization;
using MedQa.Model.Adapters;
using MedQa.Model.Hub;
using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Trainer.Training;

/// <summary>Puts a finished adapter into the store that inference serves from.</summary>
internal static class AdapterPublisher
{
    /// <summary>Publishes the run's folder, of several seeds the best one's, as the next version of its name.</summary>
    public static Task<AdapterManifest> PublishAsync(IAdapterStore store, TrainingOutcome outcome, CancellationToken cancellationToken = default)
    {
        var (options, result) = (outcome.Options, outcome.Result);
        var card = AdapterCard.Load(options.Output);
        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{result.TrainingRows} rows of {HubPath.NameOf(options.Data)}, step {result.KeptStep} of {result.Steps}, evaluation loss {result.BestEvaluationLoss:0.0000}{(result.Kept?.MacroF1 is { } f1 ? $", macro-F1 {100 * f1:0.0}%" : "")}");
        return store.PublishAsync(options.Publish!, options.Output, new AdapterDescription(card.BaseModel, card.BaseHash, summary), cancellationToken);
    }
}
