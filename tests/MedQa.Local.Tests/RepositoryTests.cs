namespace MedQa.Local.Tests;

public sealed class RepositoryTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("medqa-local-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void FindAbove_AFolderInAClone_GivesTheClone()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "MedQa.sln"), "");
        var inner = folder.CreateSubdirectory("tools/MedQa.Local/bin");

        Assert.Equal(folder.FullName, Repository.FindAbove(inner.FullName).Root);
    }

    [Fact]
    public void FindAbove_OutsideAClone_SaysSo()
    {
        var e = Assert.Throws<LaunchException>(() => Repository.FindAbove(folder.FullName));
        Assert.StartsWith($"No MedQa.sln above {folder.FullName}.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_Folder_IsTheStarterLibraryUnlessAnotherIsAsked()
    {
        var starter = folder.CreateSubdirectory("library/starter").FullName;
        var other = folder.CreateSubdirectory("leaflets").FullName;

        Assert.Equal(starter, new Repository(folder.FullName).Library(null));
        Assert.Equal(other, new Repository(folder.FullName).Library(other));
    }

    [Fact]
    public void Library_Missing_NamesTheFolderAndTheOptions()
    {
        var bundled = Assert.Throws<LaunchException>(() => new Repository(folder.FullName).Library(null));
        var asked = Assert.Throws<LaunchException>(() => new Repository(folder.FullName).Library("/none"));

        Assert.Contains(Path.Combine(folder.FullName, "library", "starter"), bundled.Message, StringComparison.Ordinal);
        Assert.Contains("--no-library", bundled.Message, StringComparison.Ordinal);
        Assert.StartsWith("There is no folder /none. --library takes", asked.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_NoneAskedAndNoneBundled_NamesTheFolderAndTheOption()
    {
        var e = Assert.Throws<LaunchException>(() => new Repository(folder.FullName).Model(null));
        Assert.Contains(Path.Combine(folder.FullName, "models", "medqa-mini"), e.Message, StringComparison.Ordinal);
        Assert.Contains("--model", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_AskedFolderMissing_NamesIt()
    {
        var path = Path.Combine(folder.FullName, "absent");

        var e = Assert.Throws<LaunchException>(() => new Repository(folder.FullName).Model(path));
        Assert.StartsWith($"There is no model {path}.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_AFolderWithoutConfig_SaysWhatIsMissing()
    {
        var e = Assert.Throws<LaunchException>(() => new Repository(folder.FullName).Model(folder.FullName));
        Assert.Contains("config.json", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.gguf", true)]
    [InlineData("model.GGUF", true)]
    [InlineData("model.bin", false)]
    public void Model_AFile_MustBeGguf(string name, bool taken)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, "");
        var repository = new Repository(folder.FullName);

        if (taken)
        {
            Assert.Equal(path, repository.Model(path));
        }
        else
        {
            Assert.Throws<LaunchException>(() => repository.Model(path));
        }
    }

    [Theory]
    [InlineData("mistralai/Mistral-7B-v0.1", true)]
    [InlineData("owner/name@v1:file.gguf", true)]
    [InlineData("models/absent.gguf", false)]
    [InlineData("./models/absent", false)]
    [InlineData("absent", false)]
    public void Model_NameOnTheHub_IsLeftToTheServices(string name, bool taken)
    {
        var repository = new Repository(folder.FullName);

        if (taken)
        {
            Assert.Equal(name, repository.Model(name));
        }
        else
        {
            Assert.Throws<LaunchException>(() => repository.Model(name));
        }
    }
}
