using MedQa.Inference.Serving;
using MedQa.Inference.Testing;

namespace MedQa.Inference.Tests.Libraries;

/// <summary>The tiny model with a tokenizer that can write what a test wants to be answered.</summary>
internal sealed class ScriptedLoader : IModelLoader
{
    public ScriptedTokenizer Tokenizer { get; private set; } = null!;

    public ServedModel Load(CancellationToken cancellationToken)
    {
        var tiny = new TinyModel();
        Tokenizer = new(tiny.Tokenizer);
        return new ServedModel(tiny.Network, Tokenizer, tiny.ChatTemplate) { Name = TinyModel.Name, Hash = TinyModel.Hash };
    }
}
