#!/usr/bin/env python3
"""Says of each sentence of an answer whether a passage of its prompt holds it. RULE.md has the rule and why it is so.

    support_rule.py --answers ANSWERS.jsonl --pages FOLDER [--print 50] [--field answer] [--json FILE]
    support_rule.py --self-test

Python's standard library only, and nothing of the product: sentences, words and pages are read anew here.
"""

import argparse
import hashlib
import json
import math
import re
import sys
import unicodedata
from pathlib import Path

COVERAGE = 0.75
NEGATIONS = {"not", "no", "never", "none", "nor", "neither", "nobody", "nothing", "without", "cannot"}
# A sentence that says one of these must find the very word in its window.
DIRECTIONS = {
    "more", "less", "fewer", "higher", "lower", "lowers", "raise", "raises", "increase", "increases", "decrease", "decreases",
    "reduce", "reduces", "better", "worse", "always", "before", "after", "safe", "unsafe", "dangerous", "harmless", "start",
    "stop", "must", "only", "unless", "stronger", "weaker",
}
NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
    "sixty": "60", "hundred": "100", "thousand": "1000",
}
ABBREVIATION = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|dr|mr|mrs|st|vs|approx)\.$")
FIXED = {"the passages do not answer this."}
COMMON = {"and", "or", "of", "a", "an", "in", "the", "other", "to"}

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*")
MARK = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
BULLET = re.compile(r"^\s*(?:[-*\u2022]|\d+[.)])\s+")


def plain(text):
    """One spelling for characters that look alike."""
    text = unicodedata.normalize("NFKC", text)
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2010: "-", 0x2011: "-", 0x2013: "-", 0x2014: "-"})


def sentences(text):
    """A text's sentences. A line that ends in a colon is one sentence with the next; list marks and [1] are left out."""
    lines = [BULLET.sub("", line).strip() for line in MARK.sub("", plain(text)).splitlines()]
    found, lead = [], ""
    for line in filter(None, lines):
        if line.endswith(":"):
            lead = f"{lead} {line}".strip()
            continue
        line, lead = f"{lead} {line}".strip(), ""
        begin = 0
        for match in re.finditer(r"[.!?]+[\"')\]]*\s+(?=[\"'(]?[A-Z0-9])", line):
            if not ABBREVIATION.search(line[begin : match.end()].rstrip().lower()):
                found.append(line[begin : match.end()].strip())
                begin = match.end()
        found.append(line[begin:].strip())
    return [s for s in found + [lead] if WORD.search(s)]


def wrapped(text):
    """The sentences of a page's text, whose lines are wrapped."""
    return sentences(" ".join(plain(text).split()))


def words(text):
    """Words in lower case and numbers in digits, each with its clause's number."""
    found, clause, end = [], 0, 0
    for match in WORD.finditer(plain(text).lower()):
        if re.search(r"[,;:.!?()]", text[end : match.start()]):
            clause += 1
        word = match.group()
        word = word.replace(",", "") if word[0].isdigit() else NUMBERS.get(word, word)
        found.append((word, clause))
        end = match.end()
    return found


def is_number(word):
    return word[0].isdigit()


def negations(found):
    return sum(word in NEGATIONS or word.endswith("n't") for word in found)


def stem(word):
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def stretch(said, window):
    """(length of the longest common subsequence, its shortest stretch of the window as a half-open range)."""
    # best[j] = (length, latest start) of a subsequence that uses window[:j]
    rows = [(0, 0)] * (len(window) + 1)
    for word in said:
        above, rows = rows, [(0, 0)]
        for j, other in enumerate(window):
            candidates = [above[j + 1], rows[j]]
            if word == other:
                length, start = above[j]
                candidates.append((length + 1, start if length else j))
            rows.append(max(candidates))
    longest = rows[-1][0]
    ends = [(j - rows[j][1], rows[j][1], j) for j in range(len(rows)) if rows[j][0] == longest]
    _, start, end = min(ends)
    return longest, start, end


class Library:
    """The pages that passages must come from."""

    def __init__(self, pages):
        """pages: file name to (title, text)."""
        self.sentences = {file: {" ".join(s.split()) for s in page_sentences(text)} for file, (_, text) in pages.items()}
        self.titles = {file: title for file, (title, _) in pages.items()}
        self.names = {stem(w) for title, _ in pages.values() for w, _ in words(title)} - COMMON

    @staticmethod
    def read(folder):
        pages = {}
        for path in sorted(Path(folder).glob("*.md")):
            parts = path.read_text(encoding="utf-8").split("---\n", 2)
            if len(parts) == 3 and not parts[0].strip():
                title = re.search(r"^title:\s*(.+)$", parts[1], re.M).group(1).strip()
                pages[path.name] = (title, parts[2])
        if not pages:
            raise SystemExit(f"{folder}: no page here starts with front matter.")
        return Library(pages)

    def windows(self, passage):
        """One or two sentences that stand side by side in the passage, and each in the page."""
        known = self.sentences.get(passage["file"], set())
        all_of_it = wrapped(passage["text"])
        for i, sentence in enumerate(all_of_it):
            if sentence in known:
                yield sentence
                if i + 1 < len(all_of_it) and all_of_it[i + 1] in known:
                    yield f"{sentence} {all_of_it[i + 1]}"


def page_sentences(text):
    blocks = [block for block in re.split(r"\n\s*\n", text) if not block.lstrip().startswith("#")]
    return [s for block in blocks for s in wrapped(block)]


def holds(library, passage, window, sentence):
    """(share of the sentence's words in order in the window, None or why the window does not hold it)."""
    said, found = words(sentence), words(window)
    said_words, found_words = [w for w, _ in said], [w for w, _ in found]
    longest, start, end = stretch(said_words, found_words)
    share = longest / len(said_words)
    if share < COVERAGE:
        return share, "words"
    clauses = {clause for _, clause in found[start:end]}
    near = [word for word, clause in found if clause in clauses]
    if any(is_number(w) and w not in near for w in said_words):
        return share, "number"
    if negations(said_words) % 2 != negations(near) % 2:
        return share, "negation"
    if any(w in DIRECTIONS and w not in near for w in said_words):
        return share, "direction"
    about = {stem(w) for w in found_words} | {stem(w) for w, _ in words(f"{passage.get('title', '')} {passage.get('heading', '')}")}
    if any(stem(w) in library.names and stem(w) not in about for w in said_words):
        return share, "name"
    return share, None


def without_label(sentence, passage):
    label = ", ".join(filter(None, [passage.get("title", ""), passage.get("heading", "")]))
    return sentence[len(label) + 1 :].strip() if label and sentence.lower().startswith(plain(label).lower() + ":") else sentence


def judge(library, passages, sentence):
    """The best window over all passages of the prompt: supported first, then the larger share."""
    best = {"supported": False, "share": 0.0, "why": "words", "evidence": "", "file": ""}
    for passage in passages:
        claim = without_label(sentence, passage)
        if not WORD.search(claim):
            continue
        for window in library.windows(passage):
            share, why = holds(library, passage, window, claim)
            if (why is None, share) > (best["supported"], best["share"]):
                best = {"supported": why is None, "share": share, "why": why, "evidence": window, "file": passage["file"]}
    return best


def claims(text):
    return [s for s in sentences(text) if s.lower() not in FIXED and not s.endswith("?")]


def wilson(hits, count, z=1.959964):
    if count == 0:
        return (0.0, 1.0)
    p, d = hits / count, 1 + z * z / count
    centre, half = (p + z * z / (2 * count)) / d, z * math.sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / d
    return (centre - half, centre + half)


def shown(name, hits, count):
    low, high = wilson(hits, count)
    share = f"{100 * hits / count:.1f}% [{100 * low:.1f}, {100 * high:.1f}]" if count else "-"
    return f"{name:<34} {hits:>5} of {count:<5} {share}"


def measure(library, answers, field):
    found = []
    for answer in answers:
        for sentence in claims(answer.get(field) or ""):
            found.append({"id": answer["id"], "answerable": answer["answerable"], "sentence": sentence, **judge(library, answer["passages"], sentence)})
    return found


def sample(found, count):
    """The same ones each time, and nobody's choice: by the SHA-256 of id and sentence."""
    key = lambda f: hashlib.sha256(f"{f['id']}\n{f['sentence']}".encode()).hexdigest()
    return sorted(sorted(found, key=key)[:count], key=lambda f: f["id"])


def report(answers, found, count):
    print(shown("sentences supported", sum(f["supported"] for f in found), len(found)))
    for kind, name in ((True, "  of answerable questions"), (False, "  of unanswerable questions")):
        part = [f for f in found if f["answerable"] == kind]
        print(shown(name, sum(f["supported"] for f in part), len(part)))
    said = {f["id"] for f in found}
    bad = {f["id"] for f in found if not f["supported"]}
    print(shown("answers supported in all sentences", len(said - bad), len(said)))
    print(f"{'answers without any claim':<34} {sum(a['id'] not in said for a in answers):>5}")
    reasons = {why: sum(not f["supported"] and f["why"] == why for f in found) for why in ("words", "number", "negation", "direction", "name")}
    print("unsupported because of: " + ", ".join(f"{why} {n}" for why, n in reasons.items()))
    for f in sample(found, count):
        print(f"\n{f['id']}  {'supported' if f['supported'] else 'NOT supported (' + f['why'] + ')'}  {f['share']:.2f}  {f['file']}")
        print(f"  says:     {f['sentence']}\n  evidence: {f['evidence'] or '-'}")


PAGE = """# Asthma

## Signs

The usual signs of asthma are wheezing, coughing, a tight chest and being short of breath. Asthma is often worse at
night and early in the morning. Do not take ibuprofen with asthma, because it can set off an attack.

## What helps

Rest for 2 to 3 days. A walk of 1,000 steps helps. Antibiotics do not work against viruses, so they do not help colds.
Less salt lowers blood pressure. A person may eat and drink.
"""
SIGNS = {"file": "asthma.md", "title": "Asthma", "heading": "Signs", "text": " ".join(PAGE.split("## Signs")[1].split("##")[0].split())}
HELPS = {"file": "asthma.md", "title": "Asthma", "heading": "What helps", "text": " ".join(PAGE.split("## What helps")[1].split())}
OTHER = {**SIGNS, "text": "Asthma is caused by dragons and by the moon at night."}
CASES = [
    ("a copied sentence", SIGNS, "Asthma is often worse at night and early in the morning.", None),
    ("a copied sentence with its label", SIGNS, "Asthma, Signs: Asthma is often worse at night and early in the morning.", None),
    ("most of a sentence", SIGNS, "The usual signs of asthma are wheezing, coughing and a tight chest.", None),
    ("a clause of a sentence", HELPS, "Antibiotics do not work against viruses.", None),
    ("two neighbours made one", SIGNS, "The usual signs of asthma are wheezing, coughing, a tight chest and being short of breath, and asthma is often worse at night.", None),
    ("one word changed", SIGNS, "Asthma is usually worse at night and early in the morning.", None),
    ("a list of single words", SIGNS, "Wheezing, coughing, tight chest, short of breath.", None),
    ("number words are numbers", HELPS, "Rest for two to three days.", None),
    ("a thousands separator", HELPS, "A walk of 1000 steps helps.", None),
    ("made up", SIGNS, "Asthma is caused by a virus that lives in birds.", "words"),
    ("half made up", SIGNS, "Asthma is often worse at night and can be cured with two spoons of honey each day.", "words"),
    ("a shuffled sentence", SIGNS, "Morning the in early and night at worse often is asthma.", "words"),
    ("another number", HELPS, "Rest for 2 to 5 days.", "number"),
    ("a negation left out", SIGNS, "Take ibuprofen with asthma, because it can set off an attack.", "negation"),
    ("a negation put in", SIGNS, "Asthma is not often worse at night and early in the morning.", "negation"),
    ("a shortened negation counts", SIGNS, "Don't take ibuprofen with asthma, because it can set off an attack.", None),
    ("a turned direction", SIGNS, "Asthma is often better at night and early in the morning.", "direction"),
    ("another name", SIGNS, "Migraine is often worse at night and early in the morning.", "name"),
    ("a name the heading gives", {**SIGNS, "heading": "Migraine"}, "Migraine is often worse at night and early in the morning.", None),
    ("a passage that is in no page", OTHER, "Asthma is caused by dragons and by the moon at night.", "words"),
    ("sentences far apart", HELPS, "Rest for 2 to 3 days, and a person may eat and drink.", "words"),
]
SPLITS = [
    ("Asthma is bad. It hurts!", ["Asthma is bad.", "It hurts!"]),
    ("Ask Dr. Smith. Take care [1].", ["Ask Dr. Smith.", "Take care."]),
    ("Signs are:\n- a cough\n- a wheeze", ["Signs are: a cough", "a wheeze"]),
    ("It is 6.5 percent [1, 2]. Good.", ["It is 6.5 percent.", "Good."]),
    ("It is the most. It came first. Ask St. John.", ["It is the most.", "It came first.", "Ask St. John."]),
    ("...", []),
]


def self_test():
    library = Library({"asthma.md": ("Asthma", PAGE), "migraine.md": ("Migraine", "")})
    failed = 0
    for name, passage, sentence, why in CASES:
        got = judge(library, [passage], sentence)
        if (None if got["supported"] else got["why"]) != why:
            failed += 1
            print(f"FAILED {name}: expected {why or 'supported'}, got {got}")
    for text, parts in SPLITS:
        if sentences(text) != parts:
            failed += 1
            print(f"FAILED {text!r}: {sentences(text)}")
    if claims("The passages do not answer this.") or claims("Do you mean asthma?"):
        failed += 1
        print("FAILED fixed sentences and questions are no claims")
    low, high = wilson(95, 100)
    if not (abs(low - 0.8882) < 1e-3 and abs(high - 0.9785) < 1e-3):
        failed += 1
        print(f"FAILED Wilson's interval: {low}, {high}")
    print(f"{len(CASES) + len(SPLITS) + 2} cases, {failed} failed")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", help="JSON lines of evaluate --grounded")
    parser.add_argument("--pages", help="folder of Markdown pages with front matter")
    parser.add_argument("--field", default="answer", choices=["answer", "raw"], help="answer: as shown; raw: before sentences were left out")
    parser.add_argument("--print", type=int, default=50, help="how many sentences to print with their evidence")
    parser.add_argument("--json", help="file for all sentences with their verdicts, as JSON lines")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        return 1 if self_test() else 0
    if not options.answers or not options.pages:
        parser.error("--answers and --pages are needed")
    with open(options.answers, encoding="utf-8") as file:
        answers = [json.loads(line) for line in file if line.strip()]
    found = measure(Library.read(options.pages), answers, options.field)
    report(answers, found, options.print)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(f, ensure_ascii=False) + "\n" for f in found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
