using System.Text.RegularExpressions;
using MedQa.Model.Checkpoints;
using static TorchSharp.torch;

namespace MedQa.Model.Safetensors;

/// <summary>
/// Writes weights into a folder in Hugging Face's layout: <c>model.safetensors</c> where they fit one file, else
/// <c>model-00001-of-00003.safetensors</c> … with their index. Tensors keep their order and fill one shard after the other.
/// </summary>
public static partial class ShardedSafetensorsWriter
{
    /// <summary>Writes the weights, index last, and deletes what is left of weights that were there before.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="tensors">In the order to write them in.</param>
    /// <param name="dtype">Floating tensors are converted to this type; null keeps theirs.</param>
    /// <param name="maxShardBytes">Largest size of a shard's data; a larger tensor gets a shard of its own.</param>
    /// <returns>The names of the files written, the index included.</returns>
    public static IReadOnlyList<string> Save(
        string folder, IReadOnlyDictionary<string, Tensor> tensors, ScalarType? dtype, long maxShardBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxShardBytes);
        var shards = Split(tensors, dtype, maxShardBytes);
        var written = new List<string>();
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < shards.Count; i++)
        {
            var name = shards.Count == 1 ? "model.safetensors" : $"model-{i + 1:00000}-of-{shards.Count:00000}.safetensors";
            SafetensorsWriter.Save(Path.Combine(folder, name), shards[i], dtype, cancellationToken: cancellationToken);
            written.Add(name);
            foreach (var tensor in shards[i].Keys)
            {
                files.Add(tensor, name);
            }
        }

        if (shards.Count > 1)
        {
            AtomicFile.Write(
                Path.Combine(folder, ShardIndex.FileName),
                stream => ShardIndex.Write(stream, files, tensors.Values.Sum(t => Bytes(t, dtype)), tensors.Values.Sum(t => t.NumberOfElements)));
            written.Add(ShardIndex.FileName);
        }

        DeleteOthers(folder, written);
        return written;
    }

    private static List<Dictionary<string, Tensor>> Split(IReadOnlyDictionary<string, Tensor> tensors, ScalarType? dtype, long maxShardBytes)
    {
        var shards = new List<Dictionary<string, Tensor>> { new(StringComparer.Ordinal) };
        long filled = 0;
        foreach (var (name, tensor) in tensors)
        {
            var bytes = Bytes(tensor, dtype);
            if (filled > 0 && filled + bytes > maxShardBytes)
            {
                shards.Add(new(StringComparer.Ordinal));
                filled = 0;
            }

            shards[^1].Add(name, tensor);
            filled += bytes;
        }

        return shards;
    }

    private static long Bytes(Tensor tensor, ScalarType? dtype) =>
        tensor.NumberOfElements * SafetensorsDType.Of(SafetensorsWriter.StoredType(tensor, dtype)).Size;

    private static void DeleteOthers(string folder, List<string> written)
    {
        foreach (var path in Directory.EnumerateFiles(folder).Where(p => WeightsFile().IsMatch(Path.GetFileName(p)) && !written.Contains(Path.GetFileName(p))))
        {
            File.Delete(path);
        }
    }

    [GeneratedRegex(@"^model(-[0-9]{5}-of-[0-9]{5})?\.safetensors(\.index\.json)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex WeightsFile();
}
