using System.Security.Cryptography;
using System.Text;
using MedQa.Model.Mistral;
using MedQa.Model.Training;

namespace MedQa.Trainer.Training;

/// <summary>What a run is: its options, its rows and its base, as one hash. Two runs with the same end with the same weights.</summary>
internal static class RunFingerprint
{
    /// <summary>SHA-256 in lower-case hex.</summary>
    /// <param name="data">What the rows and the base were read from.</param>
    public static string Of(TrainingOptions options, string data, MistralConfig config)
    {
        // What only decides where results go, what is said on the way and what is computed twice leaves the weights as they are.
        var decisive = options with { Preset = null, Output = "", Publish = null, LogEvery = 1, SaveEvery = 1, Checkpointing = ActivationCheckpointing.Auto };
        decisive = options.SaveBest ? decisive : decisive with { SaveEvery = options.SaveEvery };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{OptionsFile.ToJson(decisive)}|{data}|{config}")));
    }
}
