using MedQa.Model.Answers;
using MedQa.Model.Lora;

namespace MedQa.Inference.Adapters;

/// <summary>What a request is answered with: the base model alone, or an adapter that stays in memory until this is disposed.</summary>
internal sealed class AdapterLease : IDisposable
{
    private Action? release;

    private AdapterLease(string name, int version, LoraAdapter? weights, AnswerFormat format, string hash, Action? release)
    {
        Name = name;
        Version = version;
        Weights = weights;
        Format = format;
        Hash = hash;
        this.release = release;
    }

    /// <summary>The adapter's name; empty for the base model.</summary>
    public string Name { get; }

    /// <summary>The adapter's version; 0 for the base model.</summary>
    public int Version { get; }

    /// <summary>For the device's thread alone; null for the base model.</summary>
    public LoraAdapter? Weights { get; }

    /// <summary>How questions are put and answers laid out.</summary>
    public AnswerFormat Format { get; }

    /// <summary>SHA-256 of the adapter's weights, lower-case hex; empty for the base model.</summary>
    public string Hash { get; }

    public static AdapterLease OfBase(AnswerFormat format) => new("", 0, null, format, "", null);

    public static AdapterLease Of(LoadedAdapter adapter, Action release) =>
        new(adapter.Key.Name, adapter.Key.Version, adapter.Weights, adapter.Format, adapter.Hash, release);

    /// <summary>The request's work is over; the device no longer uses the weights.</summary>
    public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();
}
