namespace MedQa.Model.Tokenization.Words;

/// <summary>The classes of characters that the word patterns tell apart.</summary>
internal enum CharacterClass
{
    /// <summary>Neither of the others, half a surrogate pair too.</summary>
    Other,

    /// <summary>Unicode's <c>\p{L}</c>.</summary>
    Letter,

    /// <summary>Unicode's <c>\p{N}</c>.</summary>
    Number,

    /// <summary>Unicode's White_Space.</summary>
    Space,
}
