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

const parts = (root) => Object.fromEntries([...root.querySelectorAll('[data-part]')].map((element) => [element.dataset.part, element]));

/** One answer on the page. Whatever the model writes is set as text, never as HTML. */
export class AnswerView {
  #parts;
  #text = '';
  #notes = [];
  #source = '';

  constructor(container) {
    const fragment = document.getElementById('answer-template').content.cloneNode(true);
    this.#parts = parts(fragment);
    container.replaceChildren(fragment);
    this.#parts.text.setAttribute('aria-busy', 'true');
    this.wait('Waiting for the first words…');
  }

  get text() {
    return this.#text;
  }

  wait(message) {
    this.#parts.wait.textContent = message;
    this.#parts.wait.hidden = !message;
  }

  started({ model, adapter, adapterVersion, droppedExchanges }) {
    this.#source = `${model}${adapter ? ` with ${adapter}, version ${adapterVersion}` : ', base model'}`;
    this.#meta(this.#source);
    if (droppedExchanges > 0) {
      this.note(`${droppedExchanges} older ${droppedExchanges === 1 ? 'exchange' : 'exchanges'} left out: the conversation no longer fits.`);
    }
  }

  append(piece) {
    this.wait('');
    this.#text += piece;
    this.#parts.text.append(piece);
  }

  finished({ reason, completionTokens, timeToFirstTokenSeconds, durationSeconds }) {
    const decoding = durationSeconds - timeToFirstTokenSeconds;
    this.#end([
      this.#source,
      `${completionTokens} ${completionTokens === 1 ? 'token' : 'tokens'}`,
      completionTokens > 1 && decoding > 0 && `${decimal.format((completionTokens - 1) / decoding)} tokens/s`,
      timeToFirstTokenSeconds > 0 && `first token after ${seconds.format(timeToFirstTokenSeconds)} s`,
      REASONS[reason] ?? 'finished',
    ]);
    if (!this.#text) {
      this.note('The model ended its answer without a word.');
    }
  }

  stopped() {
    this.#end([this.#source, 'stopped']);
  }

  failed(error) {
    this.#end([this.#source]);
    this.#parts['problem-title'].textContent = error.message;
    this.#parts['problem-detail'].textContent = error.detail ?? '';
    this.#parts.problem.hidden = false;
  }

  note(text) {
    this.#notes.push(text);
    this.#parts.note.textContent = this.#notes.join(' ');
    this.#parts.note.hidden = false;
  }

  decided({ decision, probabilities }) {
    const template = document.getElementById('bar-template');
    this.#parts['decision-label'].textContent = decision;
    this.#parts.bars.replaceChildren(...probabilities.map(({ name, probability }) => {
      const bar = template.content.cloneNode(true);
      const { name: nameElement, value, fill } = parts(bar);
      nameElement.textContent = name;
      value.textContent = share(probability);
      fill.style.inlineSize = `${Math.max(0, Math.min(1, probability)) * 100}%`;
      bar.firstElementChild.classList.toggle('chosen', name === decision);
      return bar;
    }));
    this.#parts.decision.hidden = false;
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
