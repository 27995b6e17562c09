"""PEFT and transformers against MedQA on the same adapters: log-probabilities of yes, no and maybe on PubMedQA's official test rows, float32.
usage: exchange.py train   BASE TOKENIZER ori_pqal.json test_ground_truth.json ADAPTER_OUT
       exchange.py compare BASE TOKENIZER ori_pqal.json test_ground_truth.json PREDICTIONS baseline|fine-tuned NAME [ADAPTER]
BASE and TOKENIZER are transformers folders (the base model, or MedQA's merged export); PREDICTIONS is what `evaluate --predictions` wrote."""
import sys, json, torch
from transformers import AutoModelForCausalLM, AutoTokenizer
mode, M, K, D, T = sys.argv[1:6]; dev = "cuda"; torch.backends.cuda.matmul.allow_tf32 = False
data = json.load(open(D)); test = json.load(open(T)); SYS = "You are a medical assistant trained to answer health related questions. Answer from the context, then decide yes, no or maybe."
LAB = ["yes", "no", "maybe"]; LEAD = "The direct answer to your question is:"
tok = AutoTokenizer.from_pretrained(K); enc = lambda s: tok(s, add_special_tokens=False).input_ids
prompt = lambda r: enc(tok.apply_chat_template([{"role": "system", "content": SYS}, {"role": "user", "content": f"Question: {r['QUESTION']}\n\nContext: {' '.join(r['CONTEXTS'])}"}], tokenize=False, add_generation_prompt=True))
m = AutoModelForCausalLM.from_pretrained(M, dtype=torch.float32).to(dev).eval()
if mode == "train":
    from peft import LoraConfig, get_peft_model
    torch.manual_seed(7); pm = get_peft_model(m, LoraConfig(r=8, lora_alpha=16, lora_dropout=0.05, bias="none", task_type="CAUSAL_LM", use_rslora=True, target_modules=["q_proj", "v_proj", "down_proj", "gate_proj"], rank_pattern={"v_proj": 4}))
    opt = torch.optim.AdamW([p for p in pm.parameters() if p.requires_grad], lr=1e-3); pm.train(); rows = [data[k] for k in sorted(data) if k not in test]
    for s in range(40):
        for r in rows[s*4:s*4+4]:
            p = prompt(r); a = enc(f"{r['LONG_ANSWER']} {LEAD} {r['final_decision']}.") + [2]
            x = torch.tensor([p + a], device=dev); y = x.clone(); y[0, :len(p)] = -100; (pm(input_ids=x, labels=y).loss / 4).backward()
        opt.step(); opt.zero_grad()
    pm.save_pretrained(sys.argv[6])
else:
    pred, which, name = sys.argv[6:9]
    if len(sys.argv) > 9:
        from peft import PeftModel
        m = PeftModel.from_pretrained(m, sys.argv[9]).eval()
    ours = {str(r["id"]): r for r in map(json.loads, open(pred)) if r["model"] == which}
    worst = same = n = 0; conts = [enc(" " + x) for x in LAB]
    with torch.no_grad():
        for k in sorted(test):
            if k not in ours: continue
            p = prompt(data[k]) + enc(LEAD); lp = []
            for c in conts:
                lo = torch.log_softmax(m(torch.tensor([p + c], device=dev)).logits[0, len(p)-1:len(p)+len(c)-1].float(), -1); lp.append(sum(lo[i, x].item() for i, x in enumerate(c)))
            o = ours[k]["logProbabilities"]; worst = max(worst, max(abs(a - b) for a, b in zip(o, lp))); n += 1; same += max(range(3), key=lambda i: o[i]) == max(range(3), key=lambda i: lp[i])
    print(f"{name}: largest difference in log-probability {worst:.2e} over {n} rows x 3 labels; same decision on {same}")
