using Azure.Storage.Blobs;
using MedQa.ServiceDefaults.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;

namespace MedQa.ServiceDefaults.Tests.Blobs;

/// <summary>The forms of connection that Aspire's <c>WithReference</c> writes, and its configuration keys.</summary>
public sealed class BlobContainerExtensionsTests
{
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const string Emulator = $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={Key};BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;";
    private const string Section = "Aspire:Azure:Storage:Blobs";

    [Theory]
    [InlineData(Emulator + ";ContainerName=adapters")]
    [InlineData(Emulator + ";ContainerName=adapters;")]
    [InlineData(Emulator + "ContainerName=adapters")]
    [InlineData("ContainerName=adapters;" + Emulator)]
    [InlineData("containername = adapters;" + Emulator)]
    public void AddBlobContainer_EmulatorString_SharedKeyAndContainer(string connectionString)
    {
        using var host = Build(("ConnectionStrings:adapters", connectionString));
        var container = host.Services.GetRequiredKeyedService<BlobContainerClient>("adapters");
        Assert.Equal("adapters", container.Name);
        Assert.Equal("http://127.0.0.1:10000/devstoreaccount1/adapters", container.Uri.AbsoluteUri);

        // Signing needs the account's key: it was read as it stands, with its == at the end.
        Assert.True(container.CanGenerateSasUri);
    }

    [Theory]
    [InlineData("Endpoint=https://medqa.blob.core.windows.net/;ContainerName=adapters")]
    [InlineData("Endpoint=https://medqa.blob.core.windows.net;ContainerName=adapters;")]
    [InlineData("ContainerName=adapters;Endpoint=https://medqa.blob.core.windows.net/")]
    public void AddBlobContainer_EndpointString_IdentityAndContainer(string connectionString)
    {
        using var host = Build(("ConnectionStrings:adapters", connectionString));
        AssertIdentity(host);
    }

    [Fact]
    public void AddBlobContainer_AbsoluteUri_ContainerFromItsKey()
    {
        using var host = Build(("ConnectionStrings:adapters", "https://medqa.blob.core.windows.net/"), ($"{Section}:adapters:BlobContainerName", "adapters"));
        AssertIdentity(host);
    }

    [Fact]
    public void AddBlobContainer_KeysOnly_NamedWinsOverCommon()
    {
        using var host = Build(
            ($"{Section}:ServiceUri", "https://other.blob.core.windows.net/"), ($"{Section}:BlobContainerName", "adapters"),
            ($"{Section}:adapters:ServiceUri", "https://medqa.blob.core.windows.net/"));
        AssertIdentity(host);
    }

    [Fact]
    public void AddBlobContainer_KeysAndConnectionString_ConnectionStringWins()
    {
        using var host = Build(
            ($"{Section}:adapters:ConnectionString", Emulator), ($"{Section}:adapters:BlobContainerName", "other"),
            ("ConnectionStrings:adapters", "Endpoint=https://medqa.blob.core.windows.net/;ContainerName=adapters"));
        AssertIdentity(host);
    }

    [Theory]
    [InlineData(null, "There is no blob service for 'adapters'")]
    [InlineData("", "There is no blob service for 'adapters'")]
    [InlineData(";", "There is no blob service for 'adapters'")]
    [InlineData("ContainerName=adapters", "There is no blob service for 'adapters'")]
    [InlineData("Endpoint=https://medqa.blob.core.windows.net/", "The blob container's name is missing")]
    [InlineData(Emulator, "The blob container's name is missing")]
    [InlineData("Endpoint=here;ContainerName=adapters", "its Endpoint is no absolute URI")]
    [InlineData("nonsense " + Key, "it is neither a URI nor a list of Key=Value pairs")]
    public void AddBlobContainer_UnusableString_SaysWhyWithoutTheKey(string? connectionString, string expected)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Build(("ConnectionStrings:adapters", connectionString)));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key[..20], e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AddBlobContainer_ChecksAndTracing_OnUnlessDisabled(bool disabled)
    {
        using var host = Build(
            ("ConnectionStrings:adapters", Emulator + ";ContainerName=adapters"),
            ($"{Section}:adapters:DisableHealthChecks", $"{disabled}"), ($"{Section}:DisableTracing", $"{disabled}"));
        var checks = host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;
        Assert.Equal(disabled ? [] : ["blobs-adapters"], checks.Select(check => check.Name));

        using var source = new System.Diagnostics.ActivitySource("Azure.Storage.Blobs.BlobContainerClient");
        using var tracing = host.Services.GetService<TracerProvider>();
        Assert.Equal(!disabled, source.HasListeners());
    }

    [Fact]
    public void AddBlobContainer_TwoNames_EachHasItsOwnContainer()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:adapters"] = Emulator + ";ContainerName=adapters",
            ["ConnectionStrings:library"] = "Endpoint=https://medqa.blob.core.windows.net/;ContainerName=leaflets",
        });
        builder.AddBlobContainer("adapters");
        builder.AddBlobContainer("library");
        using var host = builder.Build();

        Assert.Equal("adapters", host.Services.GetRequiredKeyedService<BlobContainerClient>("adapters").Name);
        Assert.Equal("https://medqa.blob.core.windows.net/leaflets", host.Services.GetRequiredKeyedService<BlobContainerClient>("library").Uri.AbsoluteUri);
        var checks = host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;
        Assert.Equal(["blobs-adapters", "blobs-library"], checks.Select(check => check.Name));
    }

    private static void AssertIdentity(IHost host)
    {
        var container = host.Services.GetRequiredKeyedService<BlobContainerClient>("adapters");
        Assert.Equal("https://medqa.blob.core.windows.net/adapters", container.Uri.AbsoluteUri);
        Assert.Equal("adapters", container.Name);
        Assert.False(container.CanGenerateSasUri);
    }

    private static IHost Build(params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.AddBlobContainer("adapters");
        return builder.Build();
    }
}
