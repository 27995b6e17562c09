using MedQa.Inference.Configuration;
using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.Model.Hub;
using MedQa.Model.Native;
using Microsoft.Extensions.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Inference.Serving;

/// <summary>Loads the model that configuration names, to the device and in the type that it names.</summary>
internal sealed class CheckpointLoader(IOptions<ModelOptions> options, IHostEnvironment environment, ILogger<CheckpointLoader> logger) : IModelLoader
{
    /// <inheritdoc/>
    public ServedModel Load(CancellationToken cancellationToken)
    {
        var path = Path(cancellationToken);
        var device = Device();
        var card = Directory.Exists(path) ? AdapterCard.Load(path) : new AdapterCard();
        var checkpoint = Checkpoint.OpenToAnswer(path, device, DType(device), options.Value.Quantization, cancellationToken);
        return new ServedModel(checkpoint.Model, checkpoint.Tokenizer, checkpoint.ChatTemplate)
        {
            Name = checkpoint.Name,
            Hash = checkpoint.Hash,
            Note = checkpoint.Note,
            Format = card.Answer,
            ContextWords = card.ContextWords,
            RelevanceThreshold = card.RelevanceThreshold,
            BestSentenceBias = card.BestSentenceBias ?? 0,
        };
    }

    /// <summary>The model's folder or file; a name on the hub is downloaded, on this thread, which has nothing else to do yet.</summary>
    private string Path(CancellationToken cancellationToken)
    {
        if (!ModelPath.IsHubName(options.Value.Model, environment.ContentRootPath))
        {
            return ModelPath.Resolve(options.Value.Model, environment.ContentRootPath);
        }

        using var hub = new HubResolver(HubSettings.FromEnvironment(), new HubLines(line => logger.LogInformation("{Download}", line)));
        return hub.ModelAsync(options.Value.Model, cancellationToken).GetAwaiter().GetResult();
    }

    private Device Device() => options.Value.Device switch
    {
        DeviceChoice.Cpu => CPU,
        DeviceChoice.Cuda when !TorchNative.IsCudaAvailable =>
            throw new InvalidOperationException("MedQa:Device is Cuda, but no NVIDIA GPU can be used: a libtorch with CUDA and a driver are needed."),
        DeviceChoice.Auto when !TorchNative.IsCudaAvailable => CPU,
        _ => CUDA,
    };

    private ScalarType DType(Device device) => options.Value.DType switch
    {
        DTypeChoice.Float32 => ScalarType.Float32,
        DTypeChoice.BFloat16 => ScalarType.BFloat16,
        _ => device.type == DeviceType.CUDA ? ScalarType.BFloat16 : ScalarType.Float32,
    };
}
