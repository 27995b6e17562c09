using MedQa.Model.Checkpoints;
using static TorchSharp.torch;

namespace MedQa.Model.Safetensors;

/// <summary>
/// The weights of a folder in Hugging Face's layout: <c>model.safetensors</c>, or the shards that
/// <c>model.safetensors.index.json</c> names. The shards and the index must agree to the tensor.
/// </summary>
public sealed class SafetensorsFolder : ITensorSource
{
    internal const string SingleFile = "model.safetensors";

    private readonly Dictionary<string, SafetensorsFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsFile> _fileOf = new(StringComparer.Ordinal);

    private SafetensorsFolder()
    {
    }

    public IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    /// <summary>The files that hold the weights, by full path, sorted by name.</summary>
    public IReadOnlyList<string> Files => [.. _files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value.Path)];

    /// <summary>Opens and checks all of a folder's weights files.</summary>
    /// <exception cref="FileNotFoundException">The folder has neither a weights file nor an index.</exception>
    /// <exception cref="InvalidDataException">A file is broken, a shard is missing, or index and shards don't agree; names the file and the tensor.</exception>
    public static SafetensorsFolder Open(string folder)
    {
        var source = new SafetensorsFolder();
        try
        {
            var single = Path.Combine(folder, SingleFile);
            var index = Path.Combine(folder, ShardIndex.FileName);
            if (File.Exists(single))
            {
                source.AddFile(folder, SingleFile);
            }
            else if (File.Exists(index))
            {
                source.AddShards(folder, index);
            }
            else
            {
                throw new FileNotFoundException($"{folder} has neither {SingleFile} nor {ShardIndex.FileName}.", single);
            }

            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public void ReadInto(string name, Tensor destination)
    {
        if (!_fileOf.TryGetValue(name, out var file))
        {
            throw new InvalidDataException($"{string.Join(", ", Files)} hold no tensor \"{name}\".");
        }

        file.ReadInto(name, destination);
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    private void AddShards(string folder, string index)
    {
        var map = ShardIndex.Read(index);
        foreach (var name in map.Values.Distinct().Order(StringComparer.Ordinal))
        {
            if (!File.Exists(Path.Combine(folder, name)))
            {
                throw new InvalidDataException($"{index} names the shard {name}, which is not there; it should hold {string.Join(", ", map.Where(m => m.Value == name).Select(m => m.Key).Take(3))} …");
            }

            AddFile(folder, name);
        }

        foreach (var (tensor, name) in map)
        {
            if (!_fileOf.TryGetValue(tensor, out var holder) || holder != _files[name])
            {
                throw new InvalidDataException($"{index} puts the tensor \"{tensor}\" into {name}, which does not hold it{(holder is null ? "" : $"; {Path.GetFileName(holder.Path)} does")}.");
            }
        }

        if (_fileOf.Keys.FirstOrDefault(t => !map.ContainsKey(t)) is { } extra)
        {
            throw new InvalidDataException($"{_fileOf[extra].Path} holds the tensor \"{extra}\", which {index} does not name.");
        }
    }

    private void AddFile(string folder, string name)
    {
        var file = SafetensorsFile.Open(Path.Combine(folder, name));
        _files.Add(name, file);
        foreach (var entry in file.Entries.Values)
        {
            if (!_fileOf.TryAdd(entry.Name, file))
            {
                throw new InvalidDataException($"{file.Path} and {_fileOf[entry.Name].Path} both hold the tensor \"{entry.Name}\".");
            }

            _entries.Add(entry.Name, new TensorEntry(entry.Shape, entry.DTypeName, file.Path));
        }
    }
}
