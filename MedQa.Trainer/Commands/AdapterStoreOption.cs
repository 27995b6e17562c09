using System.CommandLine;
using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Trainer.Commands;

/// <summary><c>--set</c>: where the adapter store is.</summary>
internal static class AdapterStoreOption
{
    /// <summary>Makes the option.</summary>
    public static Option<string[]> Create() => new("--set") { Description = "Settings of the adapter store, KEY=VALUE (MedQa:Adapters:Folder=…)." };

    /// <summary>The adapter store that the environment and the given settings name.</summary>
    /// <exception cref="ArgumentException">They name none, or two.</exception>
    public static IAdapterStore Open(IReadOnlyList<string> settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => s.Split('=', 2)).Select(p => KeyValuePair.Create(p[0], p.Length > 1 ? p[1] : null)));
        try
        {
            builder.AddAdapterStore();
        }
        catch (InvalidOperationException e)
        {
            throw new ArgumentException(e.Message, e);
        }

        return builder.Build().Services.GetRequiredService<IAdapterStore>();
    }
}
