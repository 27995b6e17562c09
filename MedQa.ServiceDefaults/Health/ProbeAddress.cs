using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace MedQa.ServiceDefaults.Health;

/// <summary>
/// Makes a service that listens on <c>ASPNETCORE_URLS</c> listen on the probe port too, at the same host. A service that sets up
/// Kestrel's endpoints itself has no such setting and sees to its probe port itself.
/// </summary>
internal static class ProbeAddress
{
    private const string UrlsKey = "urls";

    public static void Add(IConfigurationManager configuration)
    {
        var port = configuration.GetValue<int?>(HealthEndpoints.ProbePortKey);
        var urls = configuration[UrlsKey]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (port is not null && urls.Length > 0 && urls.All(url => BindingAddress.Parse(url).Port != port))
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"http://{BindingAddress.Parse(urls[0]).Host}:{port}");
            configuration[UrlsKey] = string.Join(';', urls.Append(address));
        }
    }
}
