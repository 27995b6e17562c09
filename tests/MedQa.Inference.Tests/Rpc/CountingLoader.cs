using MedQa.Inference.Serving;
using MedQa.Inference.Testing;

namespace MedQa.Inference.Tests.Rpc;

/// <summary>The tiny model, its tokens counted as they are written.</summary>
internal sealed class CountingLoader : IModelLoader
{
    public CountingTokenizer? Tokenizer { get; private set; }

    public ServedModel Load(CancellationToken cancellationToken)
    {
        var tiny = new TinyModel();
        Tokenizer = new(tiny.Tokenizer);
        return new ServedModel(tiny.Network, Tokenizer, tiny.ChatTemplate) { Name = TinyModel.Name, Hash = TinyModel.Hash };
    }
}
