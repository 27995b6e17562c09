namespace MedQa.Model.Tokenization;

/// <summary>Turns plain text into the ids of a vocabulary, without any token around it. Thread-safe.</summary>
internal interface ITextEncoder
{
    /// <summary>Number of ids; every id is below it.</summary>
    int VocabularySize { get; }

    /// <summary>Encodes a text.</summary>
    IReadOnlyList<int> Encode(string text);
}
