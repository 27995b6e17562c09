using MedQa.Model.Hub;

namespace MedQa.Inference.Serving;

/// <summary>Finds the model, or what lies beside it, that configuration names.</summary>
internal static class ModelPath
{
    /// <summary>Whether it is a name on the hub: it follows the hub's rule, and no folder above the content root has it as a path.</summary>
    public static bool IsHubName(string path, string contentRoot) => Above(contentRoot).All(folder => HubPath.IsName(path, folder));

    /// <summary>An absolute path as it is; a relative one in the content root or the nearest folder above that has it. Null where there is none.</summary>
    public static string? Find(string path, string contentRoot) => Above(contentRoot).Select(folder => Path.Combine(folder, path)).FirstOrDefault(Exists);

    /// <summary>As <see cref="Find"/>, for a model that must be there.</summary>
    /// <exception cref="FileNotFoundException">There is none; names every folder looked in.</exception>
    public static string Resolve(string path, string contentRoot)
    {
        const string Remedy = "set MedQa:Model to a folder in Hugging Face's layout, a .gguf file or a name on the hub (OWNER/NAME).";
        return Find(path, contentRoot) ?? throw new FileNotFoundException(Path.IsPathRooted(path)
            ? $"There is no model at {path}: {Remedy}"
            : $"There is no {path} in any of {string.Join(", ", Above(contentRoot))}: {Remedy}");
    }

    private static IEnumerable<string> Above(string contentRoot)
    {
        for (var folder = new DirectoryInfo(contentRoot); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }

    private static bool Exists(string path) => Directory.Exists(path) || File.Exists(path);
}
