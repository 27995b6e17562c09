namespace MedQa.Trainer.Evaluation;

/// <summary>How a decision is taken from a model. The first five compare the labels' log-probabilities, the last two read an answer.</summary>
public enum DecisionMethod
{
    /// <summary>The label whose text is likeliest after the prompt: its tokens' log-probabilities, summed.</summary>
    Scored,

    /// <summary>As <see cref="Scored"/>, with the mean over a label's tokens in place of the sum.</summary>
    Normalised,

    /// <summary>
    /// As <see cref="Scored"/>, less the same label's score after a prompt without content (Holtzman et al., 2021; Zhao et al.,
    /// 2021): what the model says anyway does not count.
    /// </summary>
    Calibrated,

    /// <summary>
    /// As <see cref="Scored"/>, with the offsets that were fitted on held-out rows and are kept with the adapter; the baseline beside an
    /// adapter has none, so there it is <see cref="Scored"/>.
    /// </summary>
    Adjusted,

    /// <summary>Scored after the model's own long answer. Only where the decision stands last.</summary>
    AfterAnswer,

    /// <summary>Read from a greedy answer whose tokens are masked so that it ends in one of the decisions.</summary>
    Constrained,

    /// <summary>Read from a free greedy answer; one that states no decision is wrong.</summary>
    Generated,
}
