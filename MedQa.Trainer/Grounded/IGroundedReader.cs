using MedQa.Library.Grounding;
using MedQa.Model.Generation;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Grounded;

/// <summary>A model that answers from passages.</summary>
internal interface IGroundedReader
{
    /// <summary>The base model.</summary>
    NamedHash Model { get; }

    /// <summary>The adapter, or null.</summary>
    NamedHash? Adapter { get; }

    /// <summary>Device and type that the model computes on and in.</summary>
    string Compute { get; }

    /// <summary>How many of the passages, from the first on, fit into the model's context with the question and an answer; at least one where there is one.</summary>
    int Fitting(string question, IReadOnlyList<string> passages, int maxTokens);

    /// <summary>Answers, greedily.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="passages">What the prompt holds; may be none.</param>
    /// <param name="quotes">What the answer may be made of, and whether the model may decline instead; null where it may say anything.</param>
    /// <param name="maxTokens">Most tokens of the answer.</param>
    /// <param name="onText">Takes the text in pieces.</param>
    /// <param name="cancellationToken">Ends the answer, without an exception.</param>
    /// <exception cref="PromptTooLongException">The question with one passage does not fit.</exception>
    GenerationResult Read(string question, IReadOnlyList<string> passages, (Quotes All, bool MayDecline)? quotes, int maxTokens, Action<string> onText, CancellationToken cancellationToken);
}
