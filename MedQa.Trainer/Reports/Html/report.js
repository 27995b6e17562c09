// Lays out the report's rows: finds, orders and opens them. All text is set as text, never as HTML.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = id => document.getElementById(id);
  const [list, count, filters] = ["row-list", "count", "filters"].map(byId);
  const controls = Object.fromEntries(["find", "method", "truth", "decision", "change", "sort"].map(id => [id, byId(id)]));
  const tuned = data.rows.some(row => row.fineTuned);
  const entries = data.rows.map((row, place) => ({ row, place }));
  const percent = part => (100 * part).toFixed(1);

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children.filter(child => child !== null));
    return made;
  }

  const changeNames = tuned
    ? { fixed: "fixed", broken: "broken", wrong: "both wrong", right: "both right" }
    : { wrong: "wrong", right: "right" };

  /** What a model decided on a row by a method: the decision, whether it is right, its probability where there is one. */
  function decided(row, prediction, method) {
    const label = prediction.decisions[method] ?? null;
    const probabilities = prediction.probabilities[method];
    return { label, right: label === row.truth, probability: probabilities && label !== null ? probabilities[data.labels.indexOf(label)] : null };
  }

  /** Notes what the chosen method decided; orders and filters go by these notes. */
  function judge(entry) {
    const { row } = entry;
    entry.before = decided(row, row.baseline, controls.method.value);
    entry.after = row.fineTuned ? decided(row, row.fineTuned, controls.method.value) : null;
    entry.judged = entry.after ?? entry.before;
    const [was, is] = [entry.before.right, entry.judged.right];
    entry.change = was === is ? (is ? "right" : "wrong") : (is ? "fixed" : "broken");
    entry.sureness = entry.judged.probability ?? 1;
  }

  const rougeL = prediction => prediction?.text?.rougeL ?? 0;
  const judgedRougeL = ({ row }) => rougeL(row.fineTuned ?? row.baseline);
  const gain = ({ row }) => rougeL(row.fineTuned) - rougeL(row.baseline);

  function worst(a, b) {
    if (a.judged.right !== b.judged.right) {
      return a.judged.right ? 1 : -1;
    }

    return (a.judged.right ? 0 : b.sureness - a.sureness) || judgedRougeL(a) - judgedRougeL(b);
  }

  const orders = {
    worst,
    best: (a, b) => worst(b, a),
    lost: (a, b) => gain(a) - gain(b),
    gained: (a, b) => gain(b) - gain(a),
    unsure: (a, b) => a.sureness - b.sureness,
    year: (a, b) => (b.row.year ?? -1) - (a.row.year ?? -1),
    data: () => 0,
  };

  function mark({ label, right, probability }) {
    const text = `${right ? "✓" : "✗"} ${label ?? "none"}${probability === null ? "" : ` ${percent(probability)}%`}`;
    return element("span", { className: `mark-${right ? "right" : "wrong"}` }, text, element("span", { className: "visually-hidden" }, right ? " (right)" : " (wrong)"));
  }

  /** The line of a closed row. */
  function summarise(entry) {
    const { row, before, after, change } = entry;
    entry.summary.replaceChildren(
      element("span", { className: `change ${change}` }, changeNames[change]),
      element("span", { className: "question" }, row.question),
      element("span", { className: "line" },
        element("span", {}, `${row.id}${row.year ? ` · ${row.year}` : ""} · true: ${row.truth}`),
        element("span", {}, tuned ? "baseline " : "", mark(before)),
        after ? element("span", {}, "fine-tuned ", mark(after)) : null,
        (row.fineTuned ?? row.baseline).text ? element("span", {}, `ROUGE-L ${percent(judgedRougeL(entry))}`) : null));
  }

  function table(caption, headings, lines) {
    const cells = (tag, scope, values) => values.map(value => element(tag, scope ? { scope } : {}, value));
    return element("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: caption }, element("table", {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...cells("th", "col", headings))),
      element("tbody", {}, ...lines.map(([name, ...values]) => element("tr", {}, element("th", { scope: "row" }, name), ...cells("td", "", values))))));
  }

  function decisions(row, models) {
    const cell = (prediction, key) => {
      const { label, right } = decided(row, prediction, key);
      const probabilities = prediction.probabilities[key];
      const parts = probabilities ? ` (${data.labels.map((l, i) => `${l} ${percent(probabilities[i])}`).join(", ")})` : "";
      return `${right ? "✓" : "✗"} ${label ?? "none"}${parts}`;
    };
    return table("Decisions, with each one’s probability in percent", ["Decided by", ...models.map(m => m.name)],
      data.methods.map(method => [method.name, ...models.map(m => cell(m.prediction, method.key))]));
  }

  function scores(models) {
    const figures = [["ROUGE-1", "rouge1"], ["ROUGE-2", "rouge2"], ["ROUGE-L", "rougeL"], ["ROUGE-Lsum", "rougeLsum"], ["BERTScore F1", "bertScore"], ["Repeated four-word sequences", "repetition"]];
    const scored = models.filter(m => m.prediction.text);
    return scored.length === 0 ? null : table("Long answer, in percent", ["Figure", ...scored.map(m => m.name)], [
      ...figures.filter(([, key]) => scored.some(m => typeof m.prediction.text[key] === "number"))
        .map(([name, key]) => [name, ...scored.map(m => typeof m.prediction.text[key] === "number" ? percent(m.prediction.text[key]) : "")]),
      ["Words", ...scored.map(m => String(m.prediction.text.words))],
    ]);
  }

  const text = (heading, body) => typeof body !== "string" ? null : element("section", {},
    element("h4", {}, heading), element("p", { className: body.trim() ? "text" : "text hint" }, body.trim() ? body : "(blank)"));

  /** The texts and tables of an opened row. */
  function body(row) {
    const models = [{ name: tuned ? "Baseline" : "Base model", prediction: row.baseline }, ...(row.fineTuned ? [{ name: "Fine-tuned", prediction: row.fineTuned }] : [])];
    return element("div", { className: "body" },
      element("h3", { className: "visually-hidden" }, row.question),
      element("p", { className: "hint" }, element("a", { href: "#row-" + encodeURIComponent(row.id) }, "Link to this row"),
        ` · ${row.id}${row.year ? ` · ${row.year}` : ""}${row.meshHeadings?.length ? ` · ${row.meshHeadings.join("; ")}` : ""}`),
      element("section", {}, element("h4", {}, "Context"),
        ...(row.contexts.length ? row.contexts.map(context => element("p", { className: "text" }, context)) : [element("p", { className: "hint" }, "(none)")])),
      text(`The authors’ answer: ${row.truth}`, row.reference),
      element("div", { className: "pair" }, ...models.map(m => element("div", {},
        text(`${m.name}: answer`, m.prediction.answer), text(`${m.name}: answer that had to end in a decision`, m.prediction.constrainedAnswer)))),
      decisions(row, models),
      scores(models));
  }

  function build(entry) {
    entry.summary = element("summary");
    entry.details = element("details", {}, entry.summary);
    entry.details.addEventListener("toggle", () => fill(entry));
    entry.item = element("li", { id: "row-" + entry.row.id, className: "row" }, entry.details);
    judge(entry);
    summarise(entry);
  }

  function fill(entry) {
    if (entry.details.open && entry.details.childElementCount === 1) {
      entry.details.append(body(entry.row));
    }
  }

  function searchText(entry) {
    const { row } = entry;
    entry.search ??= [row.id, row.question, ...row.contexts, row.reference, row.baseline.answer, row.baseline.constrainedAnswer, row.fineTuned?.answer, row.fineTuned?.constrainedAnswer, ...(row.meshHeadings ?? [])]
      .join("\n").toLowerCase();
    return entry.search;
  }

  function filter() {
    const words = controls.find.value.toLowerCase().split(/\s+/).filter(word => word !== "");
    const [truth, decision, change] = ["truth", "decision", "change"].map(id => controls[id].value);
    const isAsked = (asked, label) => asked === "" || Number(asked) === data.labels.indexOf(label);
    let visible = 0;
    for (const entry of entries) {
      entry.item.hidden = !(isAsked(truth, entry.row.truth) && isAsked(decision, entry.judged.label)
        && (change === "" || change === entry.change) && words.every(word => searchText(entry).includes(word)));
      visible += entry.item.hidden ? 0 : 1;
    }

    count.textContent = visible === entries.length ? `${visible} rows` : `${visible} of ${entries.length} rows`;
  }

  function order() {
    const compare = orders[controls.sort.value];
    list.append(...[...entries].sort((a, b) => compare(a, b) || a.place - b.place).map(entry => entry.item));
  }

  function reset() {
    for (const id of ["find", "truth", "decision", "change"]) {
      controls[id].value = "";
    }

    filter();
  }

  /** Opens the row that the address names. */
  function follow() {
    let id;
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }

    const entry = entries.find(e => e.item.id === id);
    if (entry) {
      if (entry.item.hidden) {
        reset();
      }

      entry.details.open = true;
      fill(entry);
      entry.item.scrollIntoView();
      entry.summary.focus({ preventScroll: true });
    }
  }

  entries.forEach(build);
  order();
  filter();
  filters.hidden = false;
  let pause = 0;
  controls.find.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(filter, 120);
  });
  for (const id of ["truth", "decision", "change"]) {
    controls[id].addEventListener("change", filter);
  }

  controls.sort.addEventListener("change", order);
  controls.method.addEventListener("change", () => {
    entries.forEach(entry => {
      judge(entry);
      summarise(entry);
    });
    order();
    filter();
  });
  byId("reset").addEventListener("click", reset);
  byId("open-all").addEventListener("click", () => {
    for (const entry of entries.filter(e => !e.item.hidden)) {
      entry.details.open = true;
      fill(entry);
    }
  });
  addEventListener("hashchange", follow);
  follow();
})();
