namespace MedQa.Model.Tokenization;

/// <summary>Who says a message.</summary>
public enum ChatRole
{
    /// <summary>Instructions for the whole conversation; only as the first message.</summary>
    System,

    /// <summary>The person who asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who says it.</param>
/// <param name="Content">Its text, plain.</param>
public sealed record ChatMessage(ChatRole Role, string Content);
