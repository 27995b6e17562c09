const byId = (id) => document.getElementById(id);
const isNarrow = () => window.matchMedia('(max-width: 59.99rem)').matches;
const isTouch = () => window.matchMedia('(hover: none) and (pointer: coarse)').matches;
const words = (text) => text.split(/\s+/).filter(Boolean).length;

/** The question, the passage, the examples and the buttons that both pages share. */
export class QuestionForm {
  #form = byId('ask');
  #question = byId('question');
  #passage = byId('passage');
  #panel = byId('passage-panel');
  #send = byId('send');
  #stop = byId('stop');
  #clear = byId('clear');
  #running = null;
  #onPassage;
  #allowed = true;

  constructor({ onAsk, onClear, onPassage }) {
    this.#onPassage = onPassage;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit(onAsk);
    });
    this.#question.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#form.requestSubmit();
      }
    });
    this.#question.addEventListener('input', () => this.#refresh());
    this.#passage.addEventListener('input', () => this.#refresh());
    this.#stop.addEventListener('click', () => this.stop());
    this.#clear.addEventListener('click', () => {
      this.stop();
      onClear();
      this.#refresh();
      this.#question.focus();
    });
    for (const example of document.querySelectorAll('.example')) {
      example.addEventListener('click', () => this.fill(example.dataset.question, example.dataset.passage));
    }
    this.#clear.disabled = false;
    this.#refresh();
  }

  get passageWords() {
    return words(this.#passage.value);
  }

  fill(question, passage) {
    this.#question.value = question;
    this.#passage.value = passage;
    this.#panel.open = true;
    this.#refresh();
    this.#question.focus();
  }

  empty({ passageToo }) {
    this.#question.value = '';
    if (passageToo) {
      this.#passage.value = '';
    }
    this.#refresh();
  }

  /** On a narrow screen the passage is folded away once it has been sent and the answer brought into sight. */
  makeRoomFor(answer) {
    if (isNarrow()) {
      this.#panel.open = false;
      answer.scrollIntoView({ block: 'start' });
    }
  }

  stop() {
    this.#running?.abort();
  }

  /** Told false where a question makes no sense yet. */
  allow(allowed) {
    this.#allowed = allowed;
    this.#refresh();
  }

  async #submit(onAsk) {
    const question = this.#question.value.trim();
    if (!question || this.#running || !this.#allowed) {
      this.#question.focus();
      return;
    }
    const running = new AbortController();
    this.#running = running;
    this.#refresh();
    try {
      await onAsk({ question, passage: this.#passage.value.trim() }, running.signal);
    } finally {
      this.#running = null;
      const stopHadFocus = document.activeElement === this.#stop;
      this.#refresh();
      // On a touch screen the focus would bring the keyboard up over the answer.
      if ((stopHadFocus || document.activeElement === document.body) && !isTouch()) {
        this.#question.focus({ preventScroll: true });
      }
    }
  }

  #refresh() {
    this.#send.disabled = this.#running !== null || !this.#allowed || !this.#question.value.trim();
    this.#stop.disabled = this.#running === null;
    const count = this.passageWords;
    this.#onPassage(count > 0);
    byId('passage-size').textContent = count === 0 ? 'optional' : `${count} ${count === 1 ? 'word' : 'words'}`;
  }
}
