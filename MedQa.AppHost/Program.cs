using Azure.Provisioning.AppContainers;
using Azure.Provisioning.Storage;

#pragma warning disable ASPIREPROBES001 // WithHttpProbe is marked experimental in 13.5.

const string GpuProfile = "gpu-a100";

var builder = DistributedApplication.CreateBuilder(args);

builder.AddAzureContainerAppEnvironment("medqa-env").ConfigureInfrastructure(infrastructure =>
{
    // No node counts: Azure answers 400 to them on a consumption profile.
    var environment = infrastructure.GetProvisionableResources().OfType<ContainerAppManagedEnvironment>().Single();
    environment.WorkloadProfiles.Add(new ContainerAppWorkloadProfile { Name = GpuProfile, WorkloadProfileType = "Consumption-GPU-NC24-A100" });
});

// A folder in Hugging Face's layout or a .gguf file: in the image, on a mounted share, or below this repository.
var model = builder.AddParameter("model", "models/medqa-mini", publishValueAsDefault: true);
var storage = builder.AddAzureStorage("storage")
    .RunAsEmulator(azurite => azurite.WithDataVolume("medqa-azurite").WithLifetime(ContainerLifetime.Persistent));
var adapters = storage.AddBlobContainer("adapters");

// Documents that answers can come from: what is put here is found, and cited, without a restart.
var library = storage.AddBlobContainer("library");

// gRPC in clear-text HTTP/2 and the probes in HTTP/1.1 cannot share a port. The first endpoint gets the ingress.
var inference = AddService<Projects.MedQa_Inference>("inference")
    .WithHttpEndpoint(name: "http", targetPort: PortInContainer(8080), env: "MedQa__GrpcPort")
    .WithEndpoint("http", endpoint => endpoint.Transport = "http2")
    .WithHttpEndpoint(name: "probes", targetPort: PortInContainer(8081), env: "MedQa__ProbePort")
    .WithHttpProbe(ProbeType.Liveness, "/alive", periodSeconds: 10, failureThreshold: 10, endpointName: "probes")
    .WithHttpProbe(ProbeType.Readiness, "/health", periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 30, endpointName: "probes")
    .WithEnvironment("MedQa__Model", model)
    .WithReference(adapters).WaitFor(adapters)
    .WithReference(library).WaitFor(library)
    .WithRoleAssignments(storage, StorageBuiltInRole.StorageBlobDataReader)
    .PublishAsAzureContainerApp((_, app) =>
    {
        app.WorkloadProfileName = GpuProfile;
        app.Template.Containers[0].Value!.Resources = WholeGpuNode();
        app.Template.Scale.MaxReplicas = 1;
    });

// Started by hand. In a local run a service that runs jobs; on Azure a job, one training run each, its options named when it is started.
var trainer = AddService<Projects.MedQa_Trainer>("trainer")
    .WithEnvironment("MedQa__Model", model)
    .WithReference(adapters).WaitFor(adapters)
    .WithRoleAssignments(storage, StorageBuiltInRole.StorageBlobDataContributor)
    .WithExplicitStart()
    .PublishAsAzureContainerAppJob((_, job) =>
    {
        job.Configuration.ReplicaTimeout = 4 * 60 * 60;
        job.WorkloadProfileName = GpuProfile;
        job.Template.Containers[0].Value!.Resources = WholeGpuNode();
    });

var web = AddService<Projects.MedQa_Web>("web")
    .WithHttpEndpoint(targetPort: PortInContainer(8080))
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReference(inference.GetEndpoint("http")).WaitFor(inference)
    .WithReference(adapters).WaitFor(adapters)
    .WithRoleAssignments(storage, StorageBuiltInRole.StorageBlobDataReader);

if (builder.ExecutionContext.IsRunMode)
{
    trainer.WithHttpEndpoint().WithHttpHealthCheck("/health");
    web.WithReference(trainer.GetEndpoint("http"));

    // Only the emulator's store is offered it: on Azure inference may read adapters, not publish them.
    inference.WithEnvironment("MedQa__Adapters__Bundled", "models/pubmedqa-mini");
}
else
{
    // On the replica's own disk: a new replica makes the index again from the documents.
    inference.WithEnvironment("MedQa__Library__Index", "/tmp/medqa/library.db");
    trainer.WithArgs("train");
}

builder.Build().Run();

// Without launch profiles, so that the endpoints above are all there are.
IResourceBuilder<ProjectResource> AddService<TProject>(string name)
    where TProject : IProjectMetadata, new() =>
    builder.AddProject<TProject>(name, options => options.ExcludeLaunchProfile = true)
        .WithEnvironment("DOTNET_ENVIRONMENT", builder.Environment.EnvironmentName);

// Fixed in a container; on this machine any free one.
int? PortInContainer(int port) => builder.ExecutionContext.IsPublishMode ? port : null;

// One A100 with its node's processors and memory.
static AppContainerResources WholeGpuNode() => new() { Cpu = 24.0, Memory = "220Gi" };
