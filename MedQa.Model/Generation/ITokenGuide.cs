namespace MedQa.Model.Generation;

/// <summary>Says which tokens may come next in one sequence, and is told which came. Not thread-safe.</summary>
public interface ITokenGuide
{
    /// <summary>Whether the sequence is complete: nothing comes any more.</summary>
    bool IsComplete { get; }

    /// <summary>The ids of which one must come next, at least one; null where any may.</summary>
    /// <param name="left">Tokens that may still come, this one included.</param>
    IReadOnlyList<int>? Allowed(int left);

    /// <summary>What is added to the logit of one of <see cref="Allowed"/>'s ids before the next is chosen among them, and before penalties and temperature are applied.</summary>
    float Favour(int id) => 0;

    /// <summary>Asks whether the model may end the sequence here. Where it may not, the guide goes on to what has to come.</summary>
    bool MayEnd();

    /// <summary>Takes the token that came.</summary>
    void Add(int id);
}
