namespace MedQa.Model.Tokenization;

/// <summary>The names of an encoder's special tokens: the folder's, else those of transformers' <c>BertTokenizer</c> or <c>RobertaTokenizer</c>.</summary>
/// <param name="Begin">Stands before every text.</param>
/// <param name="End">Stands after every text.</param>
/// <param name="Pad">Fills up shorter texts.</param>
/// <param name="Unknown">Stands for what can't be written in the vocabulary.</param>
/// <param name="Mask">Stands for a token to be guessed.</param>
internal sealed record SpecialNames(string Begin, string End, string Pad, string Unknown, string Mask)
{
    private static readonly SpecialNames Bert = new("[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]");
    private static readonly SpecialNames Roberta = new("<s>", "</s>", "<pad>", "<unk>", "<mask>");

    /// <summary>The names that a folder says, and its class's for the others.</summary>
    public static SpecialNames Of(EncoderTokenizerConfig config, bool isRoberta)
    {
        var usual = isRoberta ? Roberta : Bert;
        return new(
            config.Names.GetValueOrDefault("cls_token", usual.Begin),
            config.Names.GetValueOrDefault("sep_token", usual.End),
            config.Names.GetValueOrDefault("pad_token", usual.Pad),
            config.Names.GetValueOrDefault("unk_token", usual.Unknown),
            config.Names.GetValueOrDefault("mask_token", usual.Mask));
    }

    /// <summary>The special tokens that a vocabulary has, for files that don't list them.</summary>
    /// <param name="ids">The vocabulary.</param>
    /// <param name="maskTakesSpace">Whether the space before a mask belongs to it, as in RoBERTa.</param>
    public IReadOnlyCollection<NamedToken> In(IReadOnlyDictionary<string, int> ids, bool maskTakesSpace) =>
        [.. ((string[])[Begin, End, Pad, Unknown, Mask]).Distinct().Where(ids.ContainsKey).Select(name => new NamedToken(ids[name], name, maskTakesSpace && name == Mask))];
}
