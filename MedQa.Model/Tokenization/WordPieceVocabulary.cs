using MedQa.Model.Tokenization.Words;

namespace MedQa.Model.Tokenization;

/// <summary>What a WordPiece tokenizer is made of, whatever file told it.</summary>
/// <param name="Source">Where it was read, for messages.</param>
/// <param name="Ids">The pieces with their ids; those within a word with the prefix.</param>
/// <param name="Unknown">The token that stands for words that can't be put together.</param>
/// <param name="ContinuingPrefix">What pieces within a word are written with, <c>##</c>.</param>
/// <param name="LongestWord">Longer words, in characters, are unknown.</param>
/// <param name="Normalizer">How a text is prepared.</param>
internal sealed record WordPieceVocabulary(
    string Source, IReadOnlyDictionary<string, int> Ids, string Unknown, string ContinuingPrefix, int LongestWord, BertNormalizer Normalizer);
