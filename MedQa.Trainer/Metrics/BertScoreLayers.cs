using System.Collections.Frozen;

namespace MedQa.Trainer.Metrics;

/// <summary>
/// The layer that agrees best with people's judgements, for the encoders where bert_score's authors measured it (Tiiiger/bert_score,
/// <c>utils.py</c>, <c>model2layers</c>, on WMT16; those of its BERT and RoBERTa shaped encoders that have a tokenizer we read).
/// </summary>
public static class BertScoreLayers
{
    private static readonly FrozenDictionary<string, int> Best = new Dictionary<string, int>
    {
        ["bert-base-uncased"] = 9,
        ["bert-large-uncased"] = 18,
        ["bert-base-cased-finetuned-mrpc"] = 9,
        ["bert-base-multilingual-cased"] = 9,
        ["bert-base-chinese"] = 8,
        ["roberta-base"] = 10,
        ["roberta-large"] = 17,
        ["roberta-large-mnli"] = 19,
        ["roberta-base-openai-detector"] = 7,
        ["roberta-large-openai-detector"] = 15,
        ["distilroberta-base"] = 5,
        ["scibert_scivocab_uncased"] = 8,
        ["scibert_scivocab_cased"] = 9,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The layer for an encoder, by the last part of its name (<c>FacebookAI/roberta-large</c>); null where it is not known.</summary>
    public static int? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Best.TryGetValue(name[(name.LastIndexOf('/') + 1)..], out var layer) ? layer : null;
    }
}
