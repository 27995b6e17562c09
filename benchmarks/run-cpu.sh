#!/usr/bin/env bash
# Time to first token and tokens a second on the CPU with 512 tokens of context: MedQA in process and over gRPC on medqa-mini
# and on SmolLM2-135M-Instruct (GGUF), and llama.cpp on the same GGUF file, one after the other in the same run.
# Usage: benchmarks/run-cpu.sh [SMOLLM2.gguf]   THREADS, RUNS, NEW_TOKENS: environment, default 2, 5, 64
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

gguf=${1:-${MEDQA_MODELS:-../shared/models}/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf}
threads=${THREADS:-2}
runs=${RUNS:-5}
tokens=${NEW_TOKENS:-64}
mkdir -p benchmarks/results
out=benchmarks/results/cpu-$(date -u +%Y%m%d-%H%M).jsonl

for project in MedQa.Inference benchmarks/MedQa.Benchmarks; do
  dotnet build "$project" -c Release --nologo -v quiet
done
bench=benchmarks/MedQa.Benchmarks/bin/Release/net10.0/MedQa.Benchmarks.dll
server=MedQa.Inference/bin/Release/net10.0/MedQa.Inference.dll
common=(--text benchmarks/prompt.txt --prompt-tokens 512 --new-tokens "$tokens" --runs "$runs" --threads "$threads")
export OMP_NUM_THREADS="$threads"

medqa() {
  dotnet "$bench" generate --model "$1" --dtype Float32 "${common[@]}" | tee -a "$out"
  # Without bfloat16 in hardware a prompt is read many times slower than in float32; nobody would serve so.
  if grep -qE 'avx512_bf16|amx_bf16' /proc/cpuinfo; then
    dotnet "$bench" generate --model "$1" --dtype BFloat16 "${common[@]}" | tee -a "$out"
  fi
  dotnet "$bench" generate --model "$1" --dtype Float32 --server "$server" "${common[@]}" | tee -a "$out"
}

if [ -f models/medqa-mini/config.json ]; then
  medqa models/medqa-mini
else
  echo "medqa-mini left out: models/medqa-mini holds no model" >&2
fi
if [ -f "$gguf" ]; then
  medqa "$gguf"
  if command -v npm >/dev/null; then
    # Only the prebuilt binary of the npm package for linux-x64; nothing is compiled or downloaded by an install script.
    (cd benchmarks/llama-cpp && npm install --no-package-lock --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
    node benchmarks/llama-cpp/decode.mjs "$gguf" "${common[@]}" | tee -a "$out"
  else
    echo "llama.cpp left out: npm is not here" >&2
  fi
else
  echo "SmolLM2 and llama.cpp left out: there is no $gguf" >&2
fi

{
  echo "# CPU, $(date -u +%Y-%m-%d)"
  echo
  echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, $threads threads; median (min to max) of $runs runs."
  echo
  dotnet "$bench" table "$out"
} | tee "${out%.jsonl}.md"
