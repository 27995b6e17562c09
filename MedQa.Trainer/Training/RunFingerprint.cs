using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedQa.Model.Mistral;
using MedQa.Model.Training;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Training;

/// <summary>What a run is: its options, its rows and its base, as one hash. Two runs with the same end with the same weights.</summary>
internal static class RunFingerprint
{
    /// <summary>What runs did before these options came: with these values they are no part of the hash, so that runs begun before go on.</summary>
    private static readonly TrainingOptions Before = new() { StartFrom = null, DecisionWeight = 1, EvaluateDecisions = false };

    private static readonly (string Name, JsonNode? Value)[] Later =
        [.. new[] { "startFrom", "decisionWeight", "evaluateDecisions" }.Select(name => (name, Node(Before)[name]))];

    /// <summary>SHA-256 in lower-case hex.</summary>
    /// <param name="data">What the rows, the base and the adapter that the run starts from were read from.</param>
    public static string Of(TrainingOptions options, string data, MistralConfig config)
    {
        // What only decides where results go, what is said on the way, what is computed twice and where the optimizer's state lies
        // leaves the weights as they are: after an error of memory these may be changed and the run resumed.
        // Where the model and the data lie does so too: what they hold is in the data's and the base's own hashes.
        var decisive = options with
        {
            Preset = null,
            Model = "",
            Data = "",
            Split = null,
            StartFrom = null,
            Output = "",
            Publish = null,
            LogEvery = 1,
            SaveEvery = 1,
            Checkpointing = ActivationCheckpointing.Auto,
        };
        decisive = options.Optimizer == OptimizerKind.PagedAdamW8bit ? decisive with { Optimizer = OptimizerKind.AdamW8bit } : decisive;
        decisive = options.SaveBest ? decisive : decisive with { SaveEvery = options.SaveEvery };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Json(decisive)}|{data}|{config}")));
    }

    private static string Json(TrainingOptions options)
    {
        var node = Node(options);
        foreach (var (name, _) in Later.Where(l => JsonNode.DeepEquals(node[l.Name], l.Value)))
        {
            node.Remove(name);
        }

        return node.ToJsonString(OptionsFile.Json);
    }

    private static JsonObject Node(TrainingOptions options) => JsonSerializer.SerializeToNode(options, OptionsFile.Json)!.AsObject();
}
