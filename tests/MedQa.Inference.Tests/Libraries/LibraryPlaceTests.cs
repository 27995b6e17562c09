using MedQa.Inference.Libraries;
using MedQa.ServiceDefaults.Blobs;
using Microsoft.Extensions.Configuration;

namespace MedQa.Inference.Tests.Libraries;

public sealed class LibraryPlaceTests : IDisposable
{
    private const string Connection = "Endpoint=https://medqa.blob.core.windows.net/;ContainerName=leaflets";
    private const string Postgres = "Host=db.example.org;Database=medqa;Username=reader;Password=secret";
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("medqa-test-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Read_NothingSet_IsNone()
    {
        Assert.Null(Read());
        Assert.Null(Read(("MedQa:Library:Source", ""), ("MedQa:DataFolder", "data")));
    }

    [Fact]
    public void Read_ContainerForAllNames_IsNoLibrary() =>
        Assert.Null(Read(("Aspire:Azure:Storage:Blobs:ServiceUri", "https://medqa.blob.core.windows.net/"), ("Aspire:Azure:Storage:Blobs:BlobContainerName", "adapters")));

    [Fact]
    public void Read_Folder_IsRelativeToTheContentRootAndItsIndexLiesWithTheOtherState()
    {
        var folder = root.CreateSubdirectory("leaflets").FullName;

        Assert.Equal(new LibraryPlace(folder, Path.Combine(root.FullName, "data", "library", "index.db")), Read(("MedQa:Library:Source", "leaflets"), ("MedQa:DataFolder", "data")));
        Assert.Equal(new LibraryPlace(folder, "/elsewhere/a.db"), Read(("MedQa:Library:Source", folder), ("MedQa:DataFolder", "data"), ("MedQa:Library:Index", "/elsewhere/a.db")));
    }

    [Fact]
    public void Read_ConnectionString_IsAContainer() =>
        Assert.Equal(new LibraryPlace(null, "/a.db"), Read(("ConnectionStrings:library", Connection), ("MedQa:Library:Index", "/a.db")));

    [Fact]
    public void Read_IndexInPostgres_StaysAConnectionString() =>
        Assert.Equal(new LibraryPlace(null, Postgres), Read(("ConnectionStrings:library", Connection), ("MedQa:Library:Index", Postgres)));

    [Theory]
    [InlineData("https://medqa.blob.core.windows.net/leaflets", "https://medqa.blob.core.windows.net/", "leaflets")]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/leaflets", "http://127.0.0.1:10000/devstoreaccount1", "leaflets")]
    public void Read_ContainersAddress_BecomesItsSettings(string source, string service, string container)
    {
        var configuration = Configuration(("MedQa:Library:Source", source), ("MedQa:Library:Index", "/a.db"));

        Assert.Equal(new LibraryPlace(null, "/a.db"), LibraryPlace.Read(configuration, root.FullName));
        var settings = configuration.GetBlobContainerSettings("library");
        Assert.Equal((new Uri(service), container), (settings.ServiceUri, settings.BlobContainerName));
    }

    [Theory]
    [InlineData("none", null, "/a.db", "MedQa:Library:Source is", "there is no such folder")]
    [InlineData("none", Connection, "/a.db", "both MedQa:Library:Source and ConnectionStrings:library are set", "Remove one")]
    [InlineData("", Connection, "", "There is no place for the library's index", "MedQa:Library:Index (a file, or a PostgreSQL connection string) or MedQa:DataFolder")]
    [InlineData("", Connection, "/tmp", "MedQa:Library:Index is /tmp, which is a folder", "Name a file in it")]
    [InlineData("", Connection, "Host=db.example.org;Port=secret", "MedQa:Library:Index: The connection string", "It looks like Host=")]
    [InlineData("https://medqa.blob.core.windows.net/", null, "/a.db", "not one of a container", "https://ACCOUNT.blob.core.windows.net/CONTAINER")]
    [InlineData("https://medqa.blob.core.windows.net/leaflets/asthma.md", null, "/a.db", "not one of a container", "CONTAINER")]
    [InlineData("https://medqa.blob.core.windows.net/leaflets?sig=secret", null, "/a.db", "not one of a container", "ConnectionStrings:library")]
    public void Read_WrongSetting_SaysWhichAndWhatToDo(string source, string? connection, string index, string what, string todo)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Read(("MedQa:Library:Source", source), ("ConnectionStrings:library", connection), ("MedQa:Library:Index", index)));

        Assert.Contains(what, e.Message, StringComparison.Ordinal);
        Assert.Contains(todo, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    private LibraryPlace? Read(params (string Key, string? Value)[] settings) => LibraryPlace.Read(Configuration(settings), root.FullName);

    private static ConfigurationManager Configuration(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value)));
        return configuration;
    }
}
