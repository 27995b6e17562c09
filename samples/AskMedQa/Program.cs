using AskMedQa;

if (args.Length is < 2 or > 3 || !Uri.TryCreate(args[0], UriKind.Absolute, out var server))
{
    Console.Error.WriteLine("""Usage: AskMedQa http://HOST:PORT "QUESTION" ["PASSAGE TO ANSWER FROM"]""");
    return 2;
}

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancellation.Cancel();
};
return await Asking.RunAsync(server, args[1], args.ElementAtOrDefault(2), Console.Out, cancellation.Token);
