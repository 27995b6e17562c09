using Grpc.Core;
using MedQa.Model.Cuda;
using MedQa.Model.Generation;
using MedQa.ServiceDefaults.Adapters;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Commands;

/// <summary>Turns what a user can put right into one line on the error output and an exit code; anything else stays an exception.</summary>
internal static class CommandErrors
{
    /// <summary>Exit code after a mistake in options, files or data.</summary>
    public const int Mistake = 1;

    /// <summary>Exit code after Ctrl-C.</summary>
    public const int Cancelled = 130;

    /// <summary>Runs a command's work.</summary>
    public static async Task<int> GuardAsync(Func<Task> work)
    {
        try
        {
            // On another thread: the command line listens for Ctrl-C only once the action has returned its task.
            await Task.Run(work);
            return 0;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Cancelled.");
            return Cancelled;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled)
        {
            await Console.Error.WriteLineAsync("Cancelled.");
            return Cancelled;
        }
        catch (Exception e) when (IsMistake(e))
        {
            await Console.Error.WriteLineAsync(e is RpcException { Status: var status } ? $"The service answered {status.StatusCode}: {status.Detail}" : e.Message);
            return Mistake;
        }
    }

    /// <summary>Whether an exception says what is wrong with options, files, data or the GPU's software, in words for people and without a row's text.</summary>
    public static bool IsMistake(Exception e) =>
        e is ArgumentException or InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException
            or PromptTooLongException or TrainingDivergedException or TrainingMemoryException or EvaluationMemoryException or CudaException or AdapterStoreException or RpcException;
}
