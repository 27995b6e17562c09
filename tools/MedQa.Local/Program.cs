using MedQa.Local;

return await LocalCommand.Create().Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });
