using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace MedQa.Inference.Tests.Rpc;

/// <summary>What <c>grpcurl</c> asks before it can call a service.</summary>
public class ReflectionTests(RunningServer running) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task ServerReflectionInfo_ListServices_NamesTheServiceAndHealth()
    {
        var response = await AskAsync(new() { ListServices = "" });

        var names = response.ListServicesResponse.Service.Select(s => s.Name).ToList();
        Assert.Contains("medqa.v1.MedicalQa", names);
        Assert.Contains("grpc.health.v1.Health", names);
    }

    [Fact]
    public async Task ServerReflectionInfo_DescribeMedicalQa_GivesEveryMethodWithItsTypes()
    {
        var response = await AskAsync(new() { FileContainingSymbol = "medqa.v1.MedicalQa" });

        var file = response.FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom).Single(f => f.Package == "medqa.v1");
        var service = Assert.Single(file.Service);
        Assert.Equal(
            [
                "Generate(.medqa.v1.GenerateRequest) stream .medqa.v1.GenerateResponse",
                "Decide(.medqa.v1.DecideRequest) .medqa.v1.DecideResponse",
                "Score(.medqa.v1.ScoreRequest) .medqa.v1.ScoreResponse",
                "Search(.medqa.v1.SearchRequest) .medqa.v1.SearchResponse",
                "Tokenize(.medqa.v1.TokenizeRequest) .medqa.v1.TokenizeResponse",
                "ListModels(.medqa.v1.ListModelsRequest) .medqa.v1.ListModelsResponse",
                "ListAdapters(.medqa.v1.ListAdaptersRequest) .medqa.v1.ListAdaptersResponse",
                "LoadAdapter(.medqa.v1.LoadAdapterRequest) .medqa.v1.LoadAdapterResponse",
            ],
            service.Method.Select(m => $"{m.Name}({m.InputType}) {(m.ServerStreaming ? "stream " : "")}{m.OutputType}"));
        Assert.Contains(file.MessageType, m => m.Name == "GenerateRequest" && m.Field.Any(f => f.Name == "context_passages"));
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(running.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        Assert.True(await call.ResponseStream.MoveNext());
        var response = call.ResponseStream.Current;
        await call.RequestStream.CompleteAsync();
        return response;
    }
}
