using MedQa.Inference.Serving;

namespace MedQa.Inference.Tests.Serving;

public sealed class ModelPathTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("medqa-test-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Resolve_RelativePathInAFolderAbove_FindsTheNearest()
    {
        var content = root.CreateSubdirectory("a/b").FullName;
        root.CreateSubdirectory("models/tiny");
        var nearest = root.CreateSubdirectory("a/models/tiny").FullName;

        Assert.Equal(nearest, ModelPath.Resolve("models/tiny", content));
    }

    [Fact]
    public void Resolve_AbsolutePath_StaysAsItIs()
    {
        var file = Path.Combine(root.FullName, "model.gguf");
        File.WriteAllBytes(file, []);

        Assert.Equal(file, ModelPath.Resolve(file, "/"));
    }

    [Fact]
    public void Resolve_NothingThere_NamesTheFoldersLookedIn()
    {
        var content = root.CreateSubdirectory("a").FullName;

        var e = Assert.Throws<FileNotFoundException>(() => ModelPath.Resolve("models/none", content));

        Assert.Contains($"{content}, {root.FullName}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mistralai/Mistral-7B-v0.1", true)]
    [InlineData("owner/name@main:file.gguf", true)]
    [InlineData("models/tiny", false)]
    [InlineData("/models/tiny", false)]
    [InlineData("models/tiny.gguf", false)]
    public void IsHubName_Text_IsFalseForWhatAFolderAboveHas(string text, bool expected)
    {
        var content = root.CreateSubdirectory("a/b").FullName;
        root.CreateSubdirectory("models/tiny");

        Assert.Equal(expected, ModelPath.IsHubName(text, content));
    }
}
