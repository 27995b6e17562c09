using System.CommandLine;
using System.Globalization;
using MedQa.Benchmarks;
using MedQa.Model.Hub;
using MedQa.Model.Training;
using MedQa.Trainer.Training;
using TorchSharp;

var model = new Option<string>("--model") { Description = "A folder in Hugging Face's layout, a .gguf file or a name on the hub.", Required = true };
var text = new Option<string>("--text") { Description = "File with the text to measure on.", Required = true };
var server = new Option<string?>("--server") { Description = "MedQa.Inference.dll: measures Generate over gRPC against it; left out, the model in this process." };
var dtype = new Option<string>("--dtype") { Description = "Type of the weights in memory.", DefaultValueFactory = _ => "Float32" };
var promptTokens = new Option<int>("--prompt-tokens") { Description = "Tokens of context.", DefaultValueFactory = _ => 512 };
var newTokens = new Option<int>("--new-tokens") { Description = "Tokens to generate.", DefaultValueFactory = _ => 64 };
var runs = new Option<int>("--runs") { Description = "Measured runs, after one that is not.", DefaultValueFactory = _ => 5 };
var threads = new Option<int>("--threads") { Description = "Threads to compute with.", DefaultValueFactory = _ => Environment.ProcessorCount };
dtype.AcceptOnlyFromAmong("Float32", "BFloat16");

var generate = new Command("generate", "Times generation; prints one line of JSON.") { model, text, server, dtype, promptTokens, newTokens, runs, threads };
generate.SetAction(async (result, cancellationToken) =>
{
    using var hub = new HubResolver(HubSettings.FromEnvironment(), new HubLines(Console.Error.WriteLine));
    var path = await hub.ModelAsync(result.GetValue(model)!, cancellationToken);
    var type = result.GetValue(dtype)!;
    var prompt = await File.ReadAllTextAsync(result.GetValue(text)!, cancellationToken);
    var count = (Prompt: result.GetValue(promptTokens), New: result.GetValue(newTokens), Runs: result.GetValue(runs), Threads: result.GetValue(threads));
    BenchmarkResult measured;
    if (result.GetValue(server) is { } program)
    {
        await using var inference = await InferenceProcess.StartAsync(Path.GetFullPath(program), path, type, count.Threads, cancellationToken);
        var engine = $"MedQA over gRPC, {type.ToLowerInvariant()}";
        measured = await GrpcBenchmark.RunAsync(inference.Grpc, engine, path, prompt, count.Prompt, count.New, count.Runs, count.Threads, cancellationToken);
    }
    else
    {
        measured = DirectBenchmark.Run(path, Enum.Parse<torch.ScalarType>(type), prompt, count.Prompt, count.New, count.Runs, count.Threads, cancellationToken);
    }

    Console.WriteLine(measured.ToJson());
});

var lengths = new Option<int[]>("--prompt-lengths") { Description = "Tokens of context, one measurement each.", DefaultValueFactory = _ => [220, 512], AllowMultipleArgumentsPerToken = true };
var decode = new Command("cpu-decode", "Compares torch's operations with the CPU's decoder on one thread, by processor time; prints a table.") { model, lengths, runs };
decode.SetAction((result, cancellationToken) =>
{
    CpuDecoderBenchmark.Run(result.GetValue(model)!, result.GetValue(lengths)!, result.GetValue(runs), cancellationToken);
    return Task.CompletedTask;
});

var files = new Argument<string[]>("files") { Description = "Files with lines of JSON.", Arity = ArgumentArity.OneOrMore };
var table = new Command("table", "Prints results as a Markdown table.") { files };
table.SetAction(result => Console.Write(ResultTable.Render(
    result.GetValue(files)!.SelectMany(File.ReadLines).Where(line => line.Length > 0).Select(BenchmarkResult.FromJson))));

var millions = new Option<int>("--millions") { Description = "Weights to quantize, in millions.", DefaultValueFactory = _ => 218 };
var quantize = new Command("nf4-cpu", "Times NF4 on the CPU over matrices of Mistral-7B's shapes; prints one line of JSON.") { millions, threads };
quantize.SetAction((result, cancellationToken) =>
{
    Console.WriteLine(Nf4Benchmark.Run(result.GetValue(millions) * 1_000_000L, result.GetValue(threads), cancellationToken).ToJson());
    return Task.CompletedTask;
});

var sizes = new Option<string>("--sizes") { Description = "Batches to measure, rows x tokens.", DefaultValueFactory = _ => "2x448,2x1024,8x448" };
var checkpointing = new Option<string>("--checkpointing") { Description = "all or none.", DefaultValueFactory = _ => "all" };
var plain = new Option<bool>("--plain") { Description = "Measures torch's own operations and autograd in place of the fused pass." };
var steps = new Option<int>("--steps") { Description = "Measured steps, after two that are not.", DefaultValueFactory = _ => 5 };
var watch = new Option<int>("--watch") { Description = "Prints memory and live tensors every so many steps.", DefaultValueFactory = _ => 0 };
var profile = new Option<bool>("--profile") { Description = "Prints where a step's time goes; the measuring itself costs time." };
var qlora = new Command("qlora", "Times QLoRA steps of a 7-billion-parameter Mistral with random weights on a GPU; prints lines of JSON.") { sizes, checkpointing, plain, steps, watch, profile };
qlora.SetAction(result => QloraBenchmark.Run(
    [.. result.GetValue(sizes)!.Split(',').Select(s => s.Split('x')).Select(s => (int.Parse(s[0], CultureInfo.InvariantCulture), int.Parse(s[1], CultureInfo.InvariantCulture)))],
    ActivationCheckpointing.Parse(result.GetValue(checkpointing)!), result.GetValue(plain), result.GetValue(steps), result.GetValue(watch), result.GetValue(profile)));

var adapter = new Option<string>("--adapter") { Description = "The adapter to start from.", Required = true };
var rows = new Option<string>("--rows") { Description = "Rows of ids, JSON; two make a step.", Required = true };
var rate = new Option<double>("--rate") { Description = "The learning rate.", DefaultValueFactory = _ => 2e-4 };
var output = new Option<string>("--output") { Description = "Gets the losses, JSON.", Required = true };
var folder = new Option<string>("--model") { Description = "A folder in Hugging Face's layout.", Required = true };
var losses = new Command("qlora-losses", "Writes the losses of QLoRA steps on given rows, without dropout.") { folder, adapter, rows, rate, output };
losses.SetAction((result, cancellationToken) =>
{
    QloraLosses.Run(result.GetValue(folder)!, result.GetValue(adapter)!, result.GetValue(rows)!, result.GetValue(rate), result.GetValue(output)!, cancellationToken);
    return Task.CompletedTask;
});

var goldens = new Option<string>("--goldens") { Description = "Folder with rouge.json and bertscore.json.", Required = true };
var models = new Option<string>("--models") { Description = "Folder of the encoders that bertscore.json names.", Required = true };
var parity = new Command("metric-parity", "Prints how far ROUGE and BERTScore are from the reference libraries' figures.") { goldens, models };
parity.SetAction((result, cancellationToken) =>
{
    Console.Write(MetricParity.Run(result.GetValue(goldens)!, result.GetValue(models)!, cancellationToken));
    return Task.CompletedTask;
});

var encoder = new Option<string>("--encoder") { Description = "A folder in Hugging Face's layout with a BERT or RoBERTa.", Required = true };
var layer = new Option<int?>("--layer") { Description = "The layer to compare; left out, the encoder's usual one where it is known." };
var pairs = new Option<int>("--pairs") { Description = "Pairs to score.", DefaultValueFactory = _ => 500 };
var words = new Option<int>("--words") { Description = "Words of each text.", DefaultValueFactory = _ => 40 };
var bertScore = new Command("bertscore", "Times BERTScore on the CPU; prints one line of JSON.") { encoder, layer, text, pairs, words, runs, threads };
bertScore.SetAction(async (result, cancellationToken) =>
{
    var from = await File.ReadAllTextAsync(result.GetValue(text)!, cancellationToken);
    Console.WriteLine(BertScoreBenchmark.Run(
        result.GetValue(encoder)!, result.GetValue(layer), from, result.GetValue(pairs), result.GetValue(words), result.GetValue(runs), result.GetValue(threads), cancellationToken).ToJson());
});

var corpus = new Option<string>("--corpus") { Description = "JSON lines with question and answer; .xz is decompressed.", Required = true };
var sentences = new Option<string?>("--encoder") { Description = "A folder with a sentence encoder; left out, words alone." };
var indexFile = new Option<string>("--index") { Description = "The index's file; answers that it holds already are not indexed again.", Required = true };
var limit = new Option<int>("--limit") { Description = "The most lines to read.", DefaultValueFactory = _ => int.MaxValue };
var choose = new Option<bool>("--choose") { Description = "Asks other questions than the held-out ones, with several weights of meaning against words." };
var retrieval = new Command("retrieval", "Recall and nDCG of the library's search on held-out questions; prints a table.") { corpus, sentences, indexFile, limit, choose, threads };
retrieval.SetAction((result, cancellationToken) =>
{
    DeviceChoice.Of("cpu");
    torch.set_num_threads(result.GetValue(threads));
    return RetrievalBenchmark.RunAsync(result.GetValue(corpus)!, result.GetValue(sentences), result.GetValue(indexFile)!, result.GetValue(limit), result.GetValue(choose), cancellationToken);
});

var passages = new Option<int>("--passages") { Description = "Passages to make.", DefaultValueFactory = _ => 10_000 };
var queries = new Option<int>("--queries") { Description = "Measured queries of each kind.", DefaultValueFactory = _ => 200 };
var scratch = new Option<string>("--folder") { Description = "Gets the index.", Required = true };
var scale = new Command("library-scale", "Times a library of synthetic passages; prints a table.") { passages, queries, scratch };
scale.SetAction((result, cancellationToken) => LibraryScaleBenchmark.RunAsync(result.GetValue(passages), result.GetValue(queries), result.GetValue(scratch)!, cancellationToken));

return await new RootCommand("Measures MedQA.") { generate, decode, table, quantize, qlora, losses, parity, bertScore, retrieval, scale }.Parse(args).InvokeAsync();
