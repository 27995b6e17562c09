using MedQa.Model.Tokenization.Words;

namespace MedQa.Model.Tokenization;

/// <summary>What a byte-level BPE tokenizer is made of, whatever file told it. Nothing is checked yet; <see cref="ByteLevelBpeTokenizer"/> does.</summary>
/// <param name="Source">Where it was read, for messages.</param>
/// <param name="Tokens">The tokens in <see cref="ByteAlphabet"/>'s writing, by id; null where an id is not in use.</param>
/// <param name="Merges">Pairs of tokens, the first ones first merged.</param>
/// <param name="Added">Tokens that stand beside the merges, in plain writing: special ones are control tokens, the others always one token.</param>
/// <param name="Splitters">Cut a text into words, one after the other.</param>
/// <param name="IgnoreMerges">Whether a word that is a token is taken whole, without merging.</param>
/// <param name="BosId">The id that begins a sequence, or null.</param>
/// <param name="EosId">The id that ends one.</param>
/// <param name="AddsSpace">Whether the files put a space before a text that has none.</param>
internal sealed record ByteLevelVocabulary(
    string Source,
    IReadOnlyList<string?> Tokens,
    IReadOnlyList<(string Left, string Right)> Merges,
    IReadOnlyList<AddedToken> Added,
    IReadOnlyList<IWordSplitter> Splitters,
    bool IgnoreMerges,
    int? BosId,
    int EosId,
    bool AddsSpace = false);
