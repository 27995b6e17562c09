using System.CommandLine;
using MedQa.Trainer.Commands;

var data = new Command("data", "Look at and make training data.") { PairsCommand.Create() };
var root = new RootCommand("Trains and evaluates MedQA's models; without a command, a service that runs training jobs.")
{
    TrainCommand.Create(),
    PretrainCommand.Create(),
    data,
};

return await root.Parse(args).InvokeAsync();
