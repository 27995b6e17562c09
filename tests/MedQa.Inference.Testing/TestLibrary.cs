using System.Text;

namespace MedQa.Inference.Testing;

/// <summary>A folder of documents and a place for its index, deleted with the test.</summary>
public sealed class TestLibrary : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("medqa-library-");

    /// <param name="documents">What the folder holds.</param>
    public TestLibrary(params ReadOnlySpan<(string Name, string Text)> documents)
    {
        Folder = root.CreateSubdirectory("documents").FullName;
        foreach (var (name, text) in documents)
        {
            Write(name, text);
        }
    }

    /// <summary>The documents' folder.</summary>
    public string Folder { get; }

    /// <summary>The index's file; its folder is not there yet.</summary>
    public string Index => Path.Combine(root.FullName, "state", "index.db");

    /// <summary>What the service is told, with a short pause between two looks.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["MedQa:Library:Source"] = Folder,
        ["MedQa:Library:Index"] = Index,
        ["MedQa:Library:RefreshSeconds"] = "0.1",
    };

    /// <summary>Puts a document in the folder, or changes it.</summary>
    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Puts a document in the folder, or changes it.</summary>
    public void Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    /// <summary>Takes a document out of the folder.</summary>
    public void Remove(string name) => File.Delete(Path.Combine(Folder, name));

    public void Dispose() => root.Delete(recursive: true);
}
