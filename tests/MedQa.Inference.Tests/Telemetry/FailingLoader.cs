using MedQa.Inference.Serving;
using MedQa.Inference.Testing;

namespace MedQa.Inference.Tests.Telemetry;

/// <summary>The tiny model with a tokenizer that fails.</summary>
internal sealed class FailingLoader : IModelLoader
{
    public ServedModel Load(CancellationToken cancellationToken)
    {
        var tiny = new TinyModel();
        return new ServedModel(tiny.Network, new FailingTokenizer(tiny.Tokenizer), tiny.ChatTemplate) { Name = TinyModel.Name, Hash = TinyModel.Hash };
    }
}
