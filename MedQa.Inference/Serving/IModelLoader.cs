namespace MedQa.Inference.Serving;

/// <summary>Where the model comes from.</summary>
internal interface IModelLoader
{
    /// <summary>Loads the model; called once, on the device's thread.</summary>
    /// <param name="cancellationToken">The service stops before it is loaded.</param>
    ServedModel Load(CancellationToken cancellationToken);
}
