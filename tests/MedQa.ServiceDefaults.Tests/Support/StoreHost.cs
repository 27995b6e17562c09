using MedQa.ServiceDefaults.Adapters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MedQa.ServiceDefaults.Tests.Support;

/// <summary>A host with the adapter store as services register it.</summary>
internal static class StoreHost
{
    public static IHost Build(IEnumerable<KeyValuePair<string, string?>> settings, Action<HostApplicationBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddAdapterStore();
        configure?.Invoke(builder);
        return builder.Build();
    }

    public static IHost Blob(string connectionString, Action<HostApplicationBuilder>? configure = null) =>
        Build([new("ConnectionStrings:adapters", connectionString)], configure);

    public static IAdapterStore Store(this IHost host) => host.Services.GetRequiredService<IAdapterStore>();
}
