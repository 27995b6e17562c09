import { AnswerText } from './answer-text.js';
import { withSources } from './copying.js';
import { oneLine, titlesOf } from './library-text.js';
import { SourceList } from './source-list.js';

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const seconds = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** A share that is not nothing is not shown as 0%, nor one that is not all as 100%. */
const share = (probability) => {
  const close = (end) => probability !== end && percent.format(probability) === percent.format(end);
  return close(0) ? '<1%' : close(1) ? '>99%' : percent.format(probability);
};

const REASONS = {
  length: 'cut off at the length limit',
  cancelled: 'stopped',
};

const COPIED_MILLISECONDS = 2000;

const parts = (root) => Object.fromEntries([...root.querySelectorAll('[data-part]')].map((element) => [element.dataset.part, element]));
const cloned = (id) => document.getElementById(id).content.cloneNode(true);

/** One answer on the page. Whatever a model or a document writes is set as text, never as HTML. */
export class AnswerView {
  #parts;
  #panel;
  #answer;
  #sources;
  #notes = [];
  #source = '';
  #grounding = 'off';
  #nearest = [];
  #isAlone = false;
  #isDeclined = false;

  constructor(container, panel) {
    const fragment = cloned('answer-template');
    this.#parts = parts(fragment);
    this.#panel = panel;
    this.#answer = new AnswerText(this.#parts.text);
    this.#sources = new SourceList(this.#parts.sources, panel);
    this.#parts.copy.hidden = !navigator.clipboard;
    this.#parts.copy.addEventListener('click', () => this.#copy());
    container.replaceChildren(fragment);
    this.#parts.text.setAttribute('aria-busy', 'true');
    this.wait('Waiting for the first words…');
  }

  get text() {
    return this.#answer.text;
  }

  /** Whether the text only says that the library does not answer. */
  get isDeclined() {
    return this.#isDeclined;
  }

  wait(message) {
    this.#parts.wait.textContent = message;
    this.#parts.wait.hidden = !message;
  }

  /** Told where the answer will come from: off, auto or required. */
  asked({ grounding = 'off' }) {
    this.#grounding = grounding;
  }

  started({ model, adapter, adapterVersion, droppedExchanges }) {
    this.#source = `${model}${adapter ? ` with ${adapter}, version ${adapterVersion}` : ', base model'}`;
    this.#meta(this.#source);
    if (droppedExchanges > 0) {
      this.note(`${droppedExchanges} older ${droppedExchanges === 1 ? 'exchange' : 'exchanges'} left out: the conversation no longer fits.`);
    }
  }

  /** Told what the library holds for the question. */
  found({ relevant, passages, nearestTitles }) {
    this.#sources.passages = passages;
    this.#nearest = nearestTitles.length > 0 ? nearestTitles : titlesOf(passages);
    this.#isAlone = !relevant && this.#grounding === 'auto';
    this.#parts.alone.hidden = !this.#isAlone;
  }

  append(piece) {
    this.wait('');
    this.#answer.append(piece);
  }

  /** Told what supports a sentence of the text so far. */
  cited(citation) {
    if (!this.#answer.holds(citation)) {
      return;
    }
    const mark = this.#sources.mark(citation);
    if (mark) {
      this.#answer.mark(citation, mark, 'sentence');
    } else if (!this.#isAlone) {
      this.#answer.mark(citation, cloned('unsupported-template').firstElementChild, 'sentence unsupported');
    }
  }

  finished({ reason, completionTokens, timeToFirstTokenSeconds, durationSeconds, declined, withheldSentences, retrievalSeconds }) {
    const decoding = durationSeconds - timeToFirstTokenSeconds;
    this.#end([
      this.#source,
      retrievalSeconds > 0 && `library searched in ${seconds.format(Math.max(0.01, retrievalSeconds))} s`,
      completionTokens > 0 && `${completionTokens} ${completionTokens === 1 ? 'token' : 'tokens'}`,
      completionTokens > 1 && decoding > 0 && `${decimal.format((completionTokens - 1) / decoding)} tokens/s`,
      timeToFirstTokenSeconds > 0 && `first token after ${seconds.format(timeToFirstTokenSeconds)} s`,
      REASONS[reason] ?? 'finished',
    ]);
    if (declined) {
      this.#decline();
    } else if (!this.text) {
      this.note('The model ended its answer without a word.');
    }
    if (withheldSentences > 0) {
      this.note(withheldSentences === 1
        ? '1 sentence was left out because no passage supports it.'
        : `${withheldSentences} sentences were left out because no passage supports them.`);
    }
    if (this.#isAlone && !declined) {
      this.#showNearest();
    }
  }

  stopped() {
    this.#end([this.#source, 'stopped']);
    this.#noteUnchecked();
  }

  failed(error) {
    this.#end([this.#source]);
    this.#parts['problem-title'].textContent = error.message;
    this.#parts['problem-detail'].textContent = error.detail ?? '';
    this.#parts.problem.hidden = false;
    this.#noteUnchecked();
  }

  /** Says something beside the answer, once. */
  note(text) {
    if (!this.#notes.includes(text)) {
      this.#notes.push(text);
    }
    this.#parts.note.textContent = this.#notes.join(' ');
    this.#parts.note.hidden = false;
  }

  decided({ decision, probabilities }) {
    this.#parts['decision-label'].textContent = decision;
    this.#parts.bars.replaceChildren(...probabilities.map(({ name, probability }) => {
      const bar = cloned('bar-template');
      const { name: nameElement, value, fill } = parts(bar);
      nameElement.textContent = name;
      value.textContent = share(probability);
      fill.style.inlineSize = `${Math.max(0, Math.min(1, probability)) * 100}%`;
      bar.firstElementChild.classList.toggle('chosen', name === decision);
      return bar;
    }));
    this.#parts.decision.hidden = false;
  }

  /** The page says in its own words what the text says; a text that holds more than that stays. */
  #decline() {
    this.#isDeclined = true;
    this.#parts.alone.hidden = true;
    this.#parts.text.hidden = this.#sources.lines.length === 0;
    this.#parts.declined.hidden = false;
    this.#showNearest();
    this.#parts.advice.hidden = false;
  }

  #showNearest() {
    this.#parts.titles.replaceChildren(...this.#nearest.map((title) => {
      const item = cloned('title-template');
      const button = item.querySelector('button');
      button.textContent = oneLine(title);
      button.addEventListener('click', () => this.#panel.showTitle(title, button));
      return item;
    }));
    this.#parts.nearest.hidden = this.#nearest.length === 0;
  }

  #noteUnchecked() {
    if (this.#grounding !== 'off' && !this.#isAlone && this.#answer.hasUnmarked) {
      this.note('The last words were not checked against the library.');
    }
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(withSources(this.#parts.text.textContent, this.#sources.lines));
      this.#parts.copy.textContent = 'Copied';
      setTimeout(() => { this.#parts.copy.textContent = 'Copy'; }, COPIED_MILLISECONDS);
    } catch {
      this.note('The browser does not allow copying.');
    }
  }

  #end(meta) {
    this.wait('');
    this.#parts.text.setAttribute('aria-busy', 'false');
    this.#meta(...meta);
  }

  #meta(...facts) {
    const text = facts.flat().filter(Boolean).join(' · ');
    this.#parts.meta.textContent = text;
    this.#parts.meta.hidden = !text;
  }
}
