namespace MedQa.Model.Tokenization;

/// <summary>One entry of a SentencePiece vocabulary.</summary>
/// <param name="Text">The piece, with U+2581 for a space.</param>
/// <param name="Score">Pieces of a higher score are merged first.</param>
/// <param name="Type">What it is for.</param>
internal readonly record struct SentencePiece(string Text, float Score, SentencePieceType Type);
