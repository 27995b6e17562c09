using MedQa.Model.Lora;
using MedQa.Model.Mistral;

namespace MedQa.Model.Generation;

/// <summary>
/// What several prompts begin with (a system message, examples), read once: its keys and values stand for it in every batch. Made by
/// <see cref="BatchGenerator.ReadPrefix"/>; holds good for the model and the adapter that it was read with.
/// </summary>
public sealed class PromptPrefix : IDisposable
{
    internal PromptPrefix(IReadOnlyList<int> ids, KvCache cache, LoraAdapter? adapter)
    {
        Ids = ids;
        Cache = cache;
        Adapter = adapter;
    }

    /// <summary>Its ids.</summary>
    public IReadOnlyList<int> Ids { get; }

    internal KvCache Cache { get; }

    internal LoraAdapter? Adapter { get; }

    /// <summary>How many ids all of some prompts begin with; always less than the shortest has.</summary>
    /// <param name="prompts">At least one prompt of at least one id.</param>
    public static int CommonLength(IReadOnlyList<IReadOnlyList<int>> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var length = prompts.Min(p => p.Count) - 1;
        foreach (var prompt in prompts)
        {
            for (var i = 0; i < length; i++)
            {
                length = prompt[i] == prompts[0][i] ? length : i;
            }
        }

        return length;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => Cache.Dispose();
}
