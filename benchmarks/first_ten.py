#!/usr/bin/env python3
"""Asks a running MedQA page the ten questions of benchmarks/grounding/first-ten.json from the library only, and prints the answers as Markdown:
text with its citations, seconds of retrieval and to the first token after it, tokens a second after the first. Python's standard library only.

    python3 benchmarks/first_ten.py [http://127.0.0.1:5080]
"""
import json
import pathlib
import sys
import urllib.request


def ask(page, question):
    """The events of an answer, in order."""
    body = json.dumps({"question": question, "grounding": "required"}).encode()
    request = urllib.request.Request(f"{page}/api/chat", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return [json.loads(line) for line in answer.read().decode().splitlines() if line.startswith("{")]


def cited(events):
    """The answer's text with a mark behind each sentence, and what the marks name."""
    text = "".join(e.get("text", "") for e in events if e["type"] == "text")
    passages = next((e["passages"] for e in events if e["type"] == "sources"), [])
    marks, shown, at = [], "", 0
    for citation in (e for e in events if e["type"] == "citation"):
        end = citation["start"] + citation["length"]
        if citation["supported"]:
            passage = passages[citation["passage"]]
            name = ", ".join([passage["title"], *passage["headings"][-1:]])
            marks += [] if name in marks else [name]
            mark = f" [{marks.index(name) + 1}]"
        else:
            mark = " [not from the library]"
        shown += text[at:end] + mark
        at = end
    return (shown + text[at:]).strip(), marks


def main():
    page = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5080"
    file = pathlib.Path(__file__).parent / "grounding" / "first-ten.json"
    firsts, rates = [], []
    for row in json.loads(file.read_text())["answerable"]:
        events = ask(page, row["question"])
        end = events[-1]
        text, marks = cited(events)
        print(f"**{row['question']}**\n\n{text or '(declined)'}\n")
        print("".join(f"- [{i + 1}] {name}\n" for i, name in enumerate(marks)))
        if not end["declined"]:
            rate = (end["completionTokens"] - 1) / max(1e-9, end["durationSeconds"] - end["timeToFirstTokenSeconds"])
            firsts.append(end["timeToFirstTokenSeconds"])
            rates.append(rate)
            print(f"{1000 * end['retrievalSeconds']:.0f} ms of retrieval, {1000 * end['timeToFirstTokenSeconds']:.0f} ms to the first token, "
                  f"{end['promptTokens']} + {end['completionTokens']} tokens, {rate:.0f} tokens/s, {end['withheldSentences']} sentences left out\n")
    if firsts:
        print(f"Medians: {1000 * sorted(firsts)[len(firsts) // 2]:.0f} ms to the first token, {sorted(rates)[len(rates) // 2]:.0f} tokens/s.")


if __name__ == "__main__":
    main()
