using System.Text.Json;
using System.Text.Json.Nodes;
using MedQa.Model.Mistral;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pretraining;

/// <summary>What a pretraining run is: two runs with the same end with the same weights, so that one may take up the other's state.</summary>
internal static class PretrainingFingerprint
{
    /// <summary>What came later: at their defaults they are no part of it, so that runs begun before go on.</summary>
    private static readonly string[] Later = ["model", "optimizer", "momentum", "dropout", "averageFrom"];

    private static readonly JsonObject Defaults = Node(new PretrainingOptions());

    /// <summary>The options that decide the weights, and the sizes of corpus and model.</summary>
    public static string Of(PretrainingOptions options, TokenizedCorpus corpus, MistralConfig config)
    {
        var node = Node(options with { Output = "", Cache = null, LogEvery = 1, EvaluateEvery = 0, CheckpointEvery = 1 });
        foreach (var name in Later.Where(n => JsonNode.DeepEquals(node[n], Defaults[n])))
        {
            node.Remove(name);
        }

        return $"{node.ToJsonString(OptionsFile.Json)}|{corpus.Tokens.Length}|{corpus.Lengths.Length}|{config}";
    }

    private static JsonObject Node(PretrainingOptions options) => JsonSerializer.SerializeToNode(options, OptionsFile.Json)!.AsObject();
}
