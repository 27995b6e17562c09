using System.ComponentModel.DataAnnotations;
using MedQa.Model.Quantization;

namespace MedQa.Inference.Configuration;

/// <summary>Which model is served, and where it computes. Configuration section <c>MedQa</c>.</summary>
internal sealed class ModelOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "MedQa";

    /// <summary>
    /// A folder in Hugging Face's layout, a .gguf file, or a name on the hub (<c>owner/name[@revision][:file.gguf]</c>). A relative
    /// path is looked for in the content root and in each folder above it, before it is taken for a name.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string Model { get; set; } = "models/medqa-mini";

    /// <summary>Where the model computes.</summary>
    [EnumDataType(typeof(DeviceChoice))]
    public DeviceChoice Device { get; set; } = DeviceChoice.Auto;

    /// <summary>The type of its weights in memory.</summary>
    [EnumDataType(typeof(DTypeChoice))]
    public DTypeChoice DType { get; set; } = DTypeChoice.Auto;

    /// <summary>How the projections of its layers are kept; a model that was saved in 4 bit stays so.</summary>
    [EnumDataType(typeof(QuantizationKind))]
    public QuantizationKind Quantization { get; set; } = QuantizationKind.None;
}
