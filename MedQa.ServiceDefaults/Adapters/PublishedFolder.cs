namespace MedQa.ServiceDefaults.Adapters;

/// <summary>The folder that a publisher hands in.</summary>
internal static class PublishedFolder
{
    /// <summary>Its files by name, or an exception that says why it cannot be published.</summary>
    public static IReadOnlyList<FileInfo> Files(string adapter, string folder)
    {
        var directory = new DirectoryInfo(folder);
        if (!directory.Exists)
        {
            throw new AdapterStoreException($"Adapter '{adapter}' cannot be published: there is no folder {directory.FullName}.");
        }

        var files = directory.GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
        if (files.Length == 0)
        {
            throw new AdapterStoreException($"Adapter '{adapter}' cannot be published: {directory.FullName} has no files.");
        }

        var twins = files.GroupBy(file => file.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twins is not null)
        {
            throw new AdapterStoreException(
                $"Adapter '{adapter}' cannot be published: {string.Join(" and ", twins.Select(file => file.Name))} differ only in case. Rename one.");
        }

        foreach (var file in files)
        {
            if (!AdapterName.IsValidFile(file.Name))
            {
                throw new AdapterStoreException(
                    $"Adapter '{adapter}' cannot be published: the file '{AdapterName.Shown(file.Name)}' in {directory.FullName} has a name that the store does not take. " +
                    $"Expected: letters, digits, '.', '_' and '-', beginning with a letter or digit, not {ManifestJson.FileName}. Move it elsewhere.");
            }

            if (file.Length > ManifestJson.MaxFileBytes)
            {
                throw new AdapterStoreException(
                    $"Adapter '{adapter}' cannot be published: {file.FullName} has {file.Length} bytes, at most {ManifestJson.MaxFileBytes} are taken.");
            }
        }

        return files;
    }
}
