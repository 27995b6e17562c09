"""Losses of QLoRA steps with transformers, PEFT and bitsandbytes, to lay beside `MedQa.Benchmarks qlora-losses` on the same files.

qlora_losses.py prepare OUT PUBMEDQA SPLIT TOKENIZER STEPS   random bf16 weights of Mistral-7B's shape, an adapter to start from, rows
qlora_losses.py train OUT LOSSES.json                        the same rows with the Python stack
qlora_losses.py compare OURS.json THEIRS.json                each tenth step, and the largest difference
"""
import json, random, shutil, sys, time
import torch


def prepare(out, data, split, tokenizer, steps):
    import sentencepiece
    from peft import LoraConfig, get_peft_model
    from transformers import MistralConfig, MistralForCausalLM
    torch.manual_seed(0)
    config = MistralConfig(vocab_size=32000, hidden_size=4096, intermediate_size=14336, num_hidden_layers=32, num_attention_heads=32, num_key_value_heads=8,
        max_position_embeddings=32768, rope_theta=10000.0, sliding_window=4096, rms_norm_eps=1e-5)
    torch.set_default_dtype(torch.bfloat16)
    with torch.device("cuda"):
        model = MistralForCausalLM(config)
    torch.set_default_dtype(torch.float32)
    model.save_pretrained(f"{out}/model", max_shard_size="5GB")
    shutil.copy(tokenizer, f"{out}/model/tokenizer.model")
    json.dump({"add_bos_token": True, "bos_token": "<s>", "eos_token": "</s>", "tokenizer_class": "LlamaTokenizer"}, open(f"{out}/model/tokenizer_config.json", "w"))
    peft = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, lora_dropout=0.0, bias="none", task_type="CAUSAL_LM",
        target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]))
    peft.save_pretrained(f"{out}/adapter")
    pieces = sentencepiece.SentencePieceProcessor(model_file=tokenizer)
    data, ids = json.load(open(data)), json.load(open(split))["train"]
    rows = []
    for key in random.Random(0).sample(ids, 2 * steps):
        row = data[str(key)]
        prompt = [1] + pieces.encode(f"[INST] Question: {row['QUESTION']}\n\nContext: {' '.join(row['CONTEXTS'])} [/INST]")
        answer = pieces.encode(f"{row['LONG_ANSWER']} The direct answer to your question is: {row['final_decision']}.") + [2]
        rows.append({"ids": prompt[: 700 - len(answer)] + answer, "prompt": min(len(prompt), 700 - len(answer))})
    json.dump(rows, open(f"{out}/rows.json", "w"))


def train(out, losses):
    import bitsandbytes as bnb
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig
    model = AutoModelForCausalLM.from_pretrained(f"{out}/model", dtype=torch.bfloat16, device_map={"": 0}, quantization_config=BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=torch.bfloat16))
    model.config.use_cache = False
    peft = PeftModel.from_pretrained(model, f"{out}/adapter", is_trainable=True)
    peft.train()
    trained = [p for p in peft.parameters() if p.requires_grad]
    optimizer = bnb.optim.PagedAdamW8bit(trained, lr=2e-4, weight_decay=0.01)
    rows, result, began = json.load(open(f"{out}/rows.json")), [], time.time()
    for start in range(0, len(rows), 2):
        pair = rows[start:start + 2]
        width = max(len(r["ids"]) for r in pair)
        ids = torch.full((2, width), 2)
        labels = torch.full((2, width), -100)
        mask = torch.zeros((2, width), dtype=torch.long)
        for i, row in enumerate(pair):
            n, p = len(row["ids"]), row["prompt"]
            ids[i, :n] = torch.tensor(row["ids"])
            labels[i, p:n] = ids[i, p:n]
            mask[i, :n] = 1
        with torch.autocast("cuda", torch.bfloat16):
            loss = peft(input_ids=ids.cuda(), attention_mask=mask.cuda(), labels=labels.cuda()).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        result.append(loss.item())
    print(json.dumps({"program": "PEFT + bitsandbytes", "steps": len(result), "seconds": time.time() - began}))
    json.dump(result, open(losses, "w"))


def compare(ours, theirs):
    ours, theirs = json.load(open(ours)), json.load(open(theirs))
    print("step   MedQA    PEFT     difference")
    for i in [0, *range(9, len(ours), 10)]:
        print(f"{i + 1:4d}  {ours[i]:.5f}  {theirs[i]:.5f}  {ours[i] / theirs[i] - 1:+.3%}")
    print(f"largest difference of all {len(ours)} steps: {max(abs(a / b - 1) for a, b in zip(ours, theirs)):.3%}")


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "prepare":
        prepare(*arguments[:4], int(arguments[4]))
    else:
        {"train": train, "compare": compare}[command](*arguments)
