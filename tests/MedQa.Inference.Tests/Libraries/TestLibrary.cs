using System.Text;

namespace MedQa.Inference.Tests.Libraries;

/// <summary>A folder of documents and a place for its index, deleted with the test.</summary>
internal sealed class TestLibrary : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("medqa-library-");

    public TestLibrary(params ReadOnlySpan<(string Name, string Text)> documents)
    {
        Folder = root.CreateSubdirectory("documents").FullName;
        foreach (var (name, text) in documents)
        {
            Write(name, text);
        }
    }

    public string Folder { get; }

    public string Index => Path.Combine(root.FullName, "state", "index.db");

    /// <summary>What the service is told, with a short pause between two looks.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["MedQa:Library:Source"] = Folder,
        ["MedQa:Library:Index"] = Index,
        ["MedQa:Library:RefreshSeconds"] = "0.1",
    };

    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    public void Remove(string name) => File.Delete(Path.Combine(Folder, name));

    public void Dispose() => root.Delete(recursive: true);
}
