using System.CommandLine;
using MedQa.Trainer.Commands;

var root = new RootCommand("Trains and evaluates MedQA's models; without a command, a service that runs training jobs.")
{
    PretrainCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
