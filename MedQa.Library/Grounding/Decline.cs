namespace MedQa.Library.Grounding;

/// <summary>The answer where the passages hold none.</summary>
public static class Decline
{
    /// <summary>What a reader is trained to say, whole, and what the service says in a model's stead.</summary>
    public const string Sentence = "The passages do not answer this.";
}
