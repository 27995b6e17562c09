using MedQa.Model.Hub;

namespace MedQa.Trainer.Data;

/// <summary>What options name as a model or as data, as paths on this machine: what is a name on the hub is downloaded first.</summary>
internal static class HubFiles
{
    /// <summary>The folder or .gguf file of a model.</summary>
    /// <param name="report">Takes lines about downloads.</param>
    /// <exception cref="IOException">There is none; says what to do.</exception>
    public static async Task<string> ModelAsync(string model, Action<string> report, CancellationToken cancellationToken)
    {
        if (Path.Exists(model))
        {
            // No setting of the hub matters then, however broken.
            return Path.GetFullPath(model);
        }

        using var resolver = Resolver(report);
        return await resolver.ModelAsync(model, cancellationToken);
    }

    /// <summary>The folder of a BERT or RoBERTa encoder.</summary>
    /// <param name="report">Takes lines about downloads.</param>
    /// <exception cref="IOException">There is none; says what to do.</exception>
    public static async Task<string> EncoderAsync(string encoder, Action<string> report, CancellationToken cancellationToken)
    {
        if (Path.Exists(encoder))
        {
            return Path.GetFullPath(encoder);
        }

        using var resolver = Resolver(report);
        return await resolver.EncoderAsync(encoder, cancellationToken);
    }

    /// <summary>The path of a data file.</summary>
    /// <param name="report">Takes lines about downloads.</param>
    /// <exception cref="IOException">There is none; says what to do.</exception>
    public static async Task<string> DataAsync(string data, Action<string> report, CancellationToken cancellationToken)
    {
        if (Path.Exists(data))
        {
            return Path.GetFullPath(data);
        }

        using var resolver = Resolver(report);
        return await resolver.DataAsync(data, cancellationToken);
    }

    private static HubResolver Resolver(Action<string> report) => new(HubSettings.FromEnvironment(), new HubLines(report));
}
