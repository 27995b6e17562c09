namespace MedQa.ServiceDefaults.Adapters;

/// <summary>What a version was made from.</summary>
/// <param name="BaseModel">The base model's name.</param>
/// <param name="BaseHash">SHA-256 of the base model's weights, as MedQA's <c>medqa.json</c> has it.</param>
/// <param name="Summary">One line for people: data and figures, no health text.</param>
public sealed record AdapterDescription(string BaseModel, string BaseHash, string Summary);
