using MedQa.Model.Hub;

namespace MedQa.Inference.Serving;

/// <summary>Finds the model that configuration names.</summary>
internal static class ModelPath
{
    /// <summary>Whether it is a name on the hub: it follows the hub's rule, and no folder above the content root has it as a path.</summary>
    public static bool IsHubName(string path, string contentRoot)
    {
        for (var folder = new DirectoryInfo(contentRoot); folder is not null; folder = folder.Parent)
        {
            if (!HubPath.IsName(path, folder.FullName))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An absolute path as it is; a relative one in the content root or the nearest folder above that has it.</summary>
    /// <exception cref="FileNotFoundException">There is none; names every folder looked in.</exception>
    public static string Resolve(string path, string contentRoot)
    {
        if (Path.IsPathRooted(path))
        {
            return Exists(path) ? path : throw new FileNotFoundException($"There is no model at {path}: set MedQa:Model to a folder in Hugging Face's layout, a .gguf file or a name on the hub (OWNER/NAME).");
        }

        var folders = new List<string>();
        for (var folder = new DirectoryInfo(contentRoot); folder is not null; folder = folder.Parent)
        {
            if (Exists(Path.Combine(folder.FullName, path)))
            {
                return Path.Combine(folder.FullName, path);
            }

            folders.Add(folder.FullName);
        }

        throw new FileNotFoundException(
            $"There is no {path} in any of {string.Join(", ", folders)}: set MedQa:Model to a folder in Hugging Face's layout, a .gguf file or a name on the hub (OWNER/NAME).");
    }

    private static bool Exists(string path) => Directory.Exists(path) || File.Exists(path);
}
