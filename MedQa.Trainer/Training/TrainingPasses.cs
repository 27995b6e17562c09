using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>Chooses how a run's losses and gradients are computed.</summary>
internal static class TrainingPasses
{
    /// <summary>Makes the pass; the optimizer's state is in memory by then, so that what is free is free for activations.</summary>
    /// <param name="adapter">The adapter to train, or null to train the model.</param>
    /// <param name="tokens">The most tokens computed at once.</param>
    /// <exception cref="ArgumentException">More layers are to be checkpointed than there are.</exception>
    public static ITrainingPass Create(MistralForCausalLM model, LoraAdapter? adapter, TrainingOptions options, int tokens)
    {
        var memory = new ActivationMemory(
            model.Config, model.ComputeDType, model.Device.type, full: adapter is null, dropout: adapter is { Config.Dropout: > 0 });
        var layers = options.Checkpointing.Resolve(model.Config.NumHiddenLayers, () => memory.LayersToCheckpoint(tokens, FreeBytes(model.Device)));
        return new PlainTrainingPass(model, adapter, layers);
    }

    /// <summary>Memory that a device has left. A GPU counts as full, so that every layer is checkpointed there unless options say otherwise.</summary>
    private static long FreeBytes(Device device) => device.type == DeviceType.CPU ? HostMemory.FreeBytes() : 0;
}
