using MedQa.Model.Cuda;
using MedQa.Model.Fused;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>Chooses how a run's losses and gradients are computed.</summary>
internal static class TrainingPasses
{
    /// <summary>
    /// Makes the pass: on a GPU the fused one where it takes the model, else the plain one. The optimizer's state is in memory by
    /// then, so that what is free is free for activations.
    /// </summary>
    /// <param name="adapter">The adapter to train, or null to train the model.</param>
    /// <param name="tokens">The most tokens computed at once.</param>
    /// <exception cref="ArgumentException">More layers are to be checkpointed than there are.</exception>
    public static ITrainingPass Create(MistralForCausalLM model, LoraAdapter? adapter, TrainingOptions options, int tokens)
    {
        var fused = adapter is not null && FusedTrainingPass.WhyNot(model) is null;
        var memory = fused
            ? ActivationMemory.OfFusedPass(model.Config, model.ComputeDType)
            : ActivationMemory.OfPlainPass(model.Config, model.ComputeDType, model.Device.type, full: adapter is null, dropout: adapter is { Config.Dropout: > 0 });
        var layers = options.Checkpointing.Resolve(model.Config.NumHiddenLayers, () => memory.LayersToCheckpoint(tokens, FreeBytes(model.Device)));
        return fused ? new FusedTrainingPass(model, adapter!, layers) : new PlainTrainingPass(model, adapter, layers);
    }

    private static long FreeBytes(Device device) => device.type == DeviceType.CUDA ? DeviceMemory.Read(device).FreeBytes : HostMemory.FreeBytes();
}
