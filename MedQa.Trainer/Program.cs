using System.CommandLine;
using MedQa.Trainer.Commands;

var data = new Command("data", "Look at and make training data.") { DataCheckCommand.Create(), PairsCommand.Create(), DrillsCommand.Create() };
var root = new RootCommand("Trains and evaluates MedQA's models; without a command, a service that runs training jobs.")
{
    ServeCommand.Create(),
    TrainCommand.Create(),
    CrossValidateCommand.Create(),
    PretrainCommand.Create(),
    EvaluateCommand.Create(),
    ReportCommand.Create(),
    PublishReportCommand.Create(),
    AskCommand.Create(),
    ExportCommand.Create(),
    AverageCommand.Create(),
    FitDecisionsCommand.Create(),
    FitGroundingCommand.Create(),
    data,
};
root.SetAction((_, cancellationToken) => ServeCommand.RunAsync(cancellationToken));

// An argument @FILE is a text to read (ask --passage @FILE), not a file of more arguments.
return await root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null }).InvokeAsync();
