using MedQa.Inference.Serving;

namespace MedQa.Inference.Testing;

/// <summary>Serves <see cref="TinyModel"/>.</summary>
internal sealed class TinyModelLoader : IModelLoader
{
    /// <inheritdoc/>
    public ServedModel Load(CancellationToken cancellationToken)
    {
        var tiny = new TinyModel();
        return new ServedModel(tiny.Network, tiny.Tokenizer, tiny.ChatTemplate) { Name = TinyModel.Name, Hash = TinyModel.Hash, Note = TinyModel.Note };
    }
}
