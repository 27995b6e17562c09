"""Where the time of a QLoRA step of transformers + PEFT + bitsandbytes goes: a 7-billion-parameter Mistral with random NF4 weights.

profile_step.py ROWS LENGTH [--checkpointing]
"""
import sys, time
import torch
import bitsandbytes as bnb
from bitsandbytes.nn import Linear4bit
from peft import LoraConfig, get_peft_model
from torch.profiler import ProfilerActivity, profile
from transformers import MistralConfig, MistralForCausalLM

SORTS = [("dequantization", ("kDequantize",)), ("optimizer", ("kOptimizer", "kPreconditionOptimizer", "multi_tensor")), ("attention", ("flash", "fmha", "Attention")),
    ("matrix products", ("gemm", "nvjet", "cutlass", "cublas", "splitK", "gemv")), ("dropout", ("dropout",)), ("cross-entropy", ("softmax", "nll_loss", "SoftMax")),
    ("copies and casts", ("copy", "Memcpy", "Memset", "CatArray")), ("reductions", ("reduce_kernel",)), ("other elementwise", ("",))]

rows, length = int(sys.argv[1]), int(sys.argv[2])
config = MistralConfig(vocab_size=32000, hidden_size=4096, intermediate_size=14336, num_hidden_layers=32, num_attention_heads=32, num_key_value_heads=8,
    max_position_embeddings=32768, rope_theta=10000.0, sliding_window=4096, rms_norm_eps=1e-5)
torch.set_default_dtype(torch.bfloat16)
with torch.device("cuda"):
    model = MistralForCausalLM(config)
torch.set_default_dtype(torch.float32)
for name, module in list(model.named_modules()):
    if isinstance(module, torch.nn.Linear) and "lm_head" not in name:
        layer = Linear4bit(module.in_features, module.out_features, bias=False, compute_dtype=torch.bfloat16, compress_statistics=True, quant_type="nf4", device="meta")
        layer.weight = bnb.nn.Params4bit(module.weight.data.to("cpu"), requires_grad=False, quant_type="nf4", compress_statistics=True).to("cuda")
        parent, leaf = name.rsplit(".", 1)
        setattr(model.get_submodule(parent), leaf, layer)
model.is_loaded_in_4bit = True
model.config.use_cache = False
model.train()
if "--checkpointing" in sys.argv:
    model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    model.enable_input_require_grads()
peft = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, lora_dropout=0.05, bias="none", task_type="CAUSAL_LM",
    target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]))
optimizer = bnb.optim.PagedAdamW8bit([p for p in peft.parameters() if p.requires_grad], lr=1e-4, weight_decay=0.01)
ids = torch.randint(5, 31000, (rows, length), device="cuda")


def step():
    with torch.autocast("cuda", torch.bfloat16):
        loss = peft(input_ids=ids, labels=ids).loss
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


for _ in range(2):
    step()
torch.cuda.synchronize()
began = time.time()
for _ in range(3):
    step()
torch.cuda.synchronize()
milliseconds = (time.time() - began) / 3 * 1e3
with profile(activities=[ProfilerActivity.CUDA]) as trace:
    for _ in range(2):
        step()
    torch.cuda.synchronize()
sums, kernels = dict.fromkeys([name for name, _ in SORTS], 0.0), 0
for event in trace.key_averages():
    sort = next(name for name, words in SORTS if any(word in event.key for word in words))
    sums[sort] += event.self_device_time_total / 2e3
    kernels += event.count / 2
sums["the GPU waits for the host"] = milliseconds - sum(sums.values())
print(f"PEFT + bitsandbytes, {rows} x {length}, checkpointing {'all' if '--checkpointing' in sys.argv else 'none'}: {milliseconds:.1f} ms a step, {kernels:.0f} kernels")
for name, value in sorted(sums.items(), key=lambda s: -s[1]):
    print(f"{value:9.2f} ms {value / milliseconds:6.1%}  {name}")
