using MedQa.Inference.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace MedQa.Inference.Testing;

/// <summary>The tiny model with a tokenizer that can write what a test wants to be answered.</summary>
public sealed class ScriptedModel
{
    /// <summary>Writes the answers; there once the model is loaded.</summary>
    public ScriptedTokenizer Tokenizer { get; private set; } = null!;

    /// <summary>Makes a service serve this model.</summary>
    public void AddTo(IServiceCollection services) => services.AddSingleton<IModelLoader>(new Loader(this));

    private sealed class Loader(ScriptedModel owner) : IModelLoader
    {
        public ServedModel Load(CancellationToken cancellationToken)
        {
            var tiny = new TinyModel();
            owner.Tokenizer = new(tiny.Tokenizer);
            return new ServedModel(tiny.Network, owner.Tokenizer, tiny.ChatTemplate) { Name = TinyModel.Name, Hash = TinyModel.Hash };
        }
    }
}
