// Time to first token and tokens a second of llama.cpp on a GGUF file, greedy, on the CPU.
// node decode.mjs FILE.gguf --text FILE --prompt-tokens 512 --new-tokens 64 --runs 5 --threads 2
import {readFile} from "node:fs/promises";
import {parseArgs} from "node:util";
import {getLlama, LlamaLogLevel} from "node-llama-cpp";

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    "text": {type: "string"},
    "prompt-tokens": {type: "string", default: "512"},
    "new-tokens": {type: "string", default: "64"},
    "runs": {type: "string", default: "5"},
    "threads": {type: "string", default: "2"},
  },
});
const [modelPath] = positionals;
if (!modelPath || !values.text) {
  console.error("usage: node decode.mjs FILE.gguf --text FILE [--prompt-tokens N] [--new-tokens N] [--runs N] [--threads N]");
  process.exit(2);
}
const promptTokens = Number(values["prompt-tokens"]);
const newTokens = Number(values["new-tokens"]);
const runs = Number(values.runs);
const threads = Number(values.threads);

// build "never": only the binaries of the npm package, nothing downloaded or compiled.
const llama = await getLlama({gpu: false, build: "never", maxThreads: threads, logLevel: LlamaLogLevel.error});
const model = await llama.loadModel({modelPath, gpuLayers: 0});
const context = await model.createContext({contextSize: promptTokens + newTokens + 8, batchSize: 512, threads: {ideal: threads, min: threads}});
const text = await readFile(values.text, "utf8");
const once = model.tokenize(text);
const prompt = Array.from({length: promptTokens}, (_, i) => once[i % once.length]);

async function measure() {
  const sequence = context.getSequence();
  const start = performance.now();
  let first = 0;
  let count = 0;
  for await (const _ of sequence.evaluate(prompt, {temperature: 0, yieldEogToken: true})) {
    count++;
    if (count === 1) {
      first = performance.now();
    }
    if (count === newTokens) {
      break;
    }
  }
  const end = performance.now();
  await sequence.clearHistory();
  sequence.dispose();
  return {firstTokenMs: first - start, tokensPerSecond: (count - 1) / ((end - first) / 1000)};
}

await measure();
const results = [];
for (let i = 0; i < runs; i++) {
  results.push(await measure());
}
const spread = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
  return {min: sorted[0], median, max: sorted.at(-1)};
};
console.log(JSON.stringify({
  engine: "llama.cpp (node-llama-cpp)",
  model: modelPath.split("/").at(-1),
  promptTokens,
  newTokens,
  threads,
  firstTokenMs: spread(results.map((r) => r.firstTokenMs)),
  tokensPerSecond: spread(results.map((r) => r.tokensPerSecond)),
}));
await llama.dispose();
