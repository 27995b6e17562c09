using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Checkpoints;

/// <summary>
/// A model's projections in NF4: read where the checkpoint holds them so, else quantized from the values in the file, one
/// matrix at a time, so that beside the result only one matrix is ever held.
/// </summary>
internal static class Nf4Loader
{
    /// <summary>Loads the projections, in the model's order.</summary>
    /// <exception cref="InvalidDataException">A matrix can't be read or quantized; names the checkpoint and the tensor.</exception>
    public static OrderedDictionary<string, Nf4Tensor> Load(MistralConfig config, StoredWeights stored, Device device, CancellationToken cancellationToken)
    {
        var loaded = new OrderedDictionary<string, Nf4Tensor>();
        try
        {
            foreach (var (name, shape) in MistralWeights.Shapes(config).Where(w => MistralWeights.IsProjection(w.Name)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                loaded.Add(name, stored.Quantization == QuantizationKind.Nf4
                    ? Nf4Layout.Read(stored, name, shape, device)
                    : Quantize(stored, name, shape, device, cancellationToken));
            }

            return loaded;
        }
        catch
        {
            foreach (var matrix in loaded.Values)
            {
                matrix.Dispose();
            }

            throw;
        }
    }

    /// <summary>Quantizes from the file's own values; those that are themselves in blocks (GGUF) from float32.</summary>
    private static Nf4Tensor Quantize(StoredWeights stored, string name, IReadOnlyList<long> shape, Device device, CancellationToken cancellationToken)
    {
        var type = stored.Source.Entries[name].DType switch
        {
            "BF16" => ScalarType.BFloat16,
            "F16" => ScalarType.Float16,
            _ => ScalarType.Float32,
        };
        using var matrix = empty([.. shape], type, device);
        stored.Source.ReadInto(name, matrix);
        try
        {
            return Nf4Quantizer.Quantize(matrix, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{stored.Path}: {name}: {e.Message}", e);
        }
    }
}
