using System.CommandLine;
using MedQa.Trainer.Jobs;

namespace MedQa.Trainer.Commands;

/// <summary><c>serve</c>, also without a command: the web service that runs jobs.</summary>
public static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Run the service (also without a command). Its settings come from the environment.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    /// <summary>Runs the service until it is told to stop.</summary>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var app = TrainerService.Create([]);
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
