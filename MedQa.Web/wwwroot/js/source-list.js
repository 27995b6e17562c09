import { factsOf, nameOf, oneLine, visible } from './library-text.js';

let lists = 0;

const cloned = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
const part = (element, name) => element.querySelector(`[data-part="${name}"]`);

/** The sources of one answer: passages, numbered in the order in which its sentences first use them. */
export class SourceList {
  #root;
  #entries;
  #panel;
  #passages = [];
  #sources = new Map();
  #name = `source-${++lists}`;

  constructor(root, panel) {
    this.#root = root;
    this.#entries = part(root, 'entries');
    this.#panel = panel;
  }

  /** The passages that citations name by their place. */
  set passages(passages) {
    this.#passages = passages;
  }

  /** The link that stands behind a sentence; null where no passage supports it. */
  mark({ supported, passage: place, passageStart, passageLength }) {
    const passage = supported ? this.#passages[place] : undefined;
    if (!passage) {
      return null;
    }
    const span = { start: passageStart, length: passageLength };
    const source = this.#sources.get(place) ?? this.#add(place, passage);
    source.spans.push(span);
    const mark = cloned('cite-template');
    mark.href = `#${source.id}`;
    mark.setAttribute('aria-label', source.label);
    part(mark, 'number').textContent = source.number;
    this.#opens(mark, source, () => [span]);
    return mark;
  }

  /** The sources as lines of text, for an answer that is copied. */
  get lines() {
    return [...this.#entries.children].map((entry) => entry.dataset.line);
  }

  #add(place, passage) {
    const number = this.#sources.size + 1;
    const name = nameOf(passage);
    const source = { number, passage, spans: [], id: `${this.#name}-${number}`, label: `Source ${number}: ${name}` };
    const facts = factsOf(passage);
    const note = oneLine(passage.note);
    const entry = cloned('source-template');
    entry.id = source.id;
    entry.dataset.line = `[${number}] ${[name, ...facts, note].filter(Boolean).join(', ')}`;
    const link = part(entry, 'link');
    link.href = `#${source.id}`;
    part(entry, 'number').textContent = number;
    part(entry, 'name').textContent = visible(name);
    part(entry, 'facts').textContent = facts.join(' · ');
    part(entry, 'note').textContent = note;
    part(entry, 'note').hidden = !note;
    this.#opens(link, source, () => source.spans);
    this.#sources.set(place, source);
    this.#entries.append(entry);
    this.#root.hidden = false;
    return source;
  }

  #opens(link, { number, passage }, spans) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      this.#panel.showSource(number, passage, spans(), link);
    });
  }
}
