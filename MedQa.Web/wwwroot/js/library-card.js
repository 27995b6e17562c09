import { oneLine } from './library-text.js';

const exact = new Intl.NumberFormat('en');
const byId = (id) => document.getElementById(id);
const documents = (count) => `${exact.format(count)} ${count === 1 ? 'document' : 'documents'}`;

const HINTS = {
  required: 'Every sentence has a source. Where the library has no answer, it says so.',
  auto: 'Sentences that are not from the library are marked.',
  off: 'The library is not asked.',
};
const WITH_PASSAGE = 'The passage below is read instead of the library.';

/** Shows the library and where answers come from, where the service has a library; without one the page is as if there were none. */
export class LibraryCard {
  #service;
  #mode = byId('grounding');
  #hasPassage = false;
  #isKnown = false;
  #broken = '';

  constructor(service) {
    this.#service = service;
    service.addEventListener('change', () => this.#show());
    this.#mode.addEventListener('change', () => this.#showHint());
  }

  /** Where the answer to a question comes from: off, auto or required. */
  groundingWith(passage) {
    return this.#service.library && !passage ? this.#mode.value : 'off';
  }

  /** Told whether the reader has given a passage. */
  set hasPassage(has) {
    this.#hasPassage = has;
    this.#showHint();
  }

  #show() {
    const { library } = this.#service;
    for (const element of document.querySelectorAll('[data-library]')) {
      element.hidden = (element.dataset.library === 'with') !== Boolean(library);
    }
    if (!library) {
      return;
    }
    if (!this.#isKnown) {
      this.#isKnown = true;
      this.#foldPassage();
    }
    byId('library-facts').textContent = library.waiting > 0
      ? `${documents(library.documents)}, ${exact.format(library.waiting)} still to be read…`
      : library.documents > 0 ? documents(library.documents) : 'No documents yet';
    this.#showBroken(library.broken);
    this.#showHint();
  }

  /** A passage is needed no longer; one that is there or being written stays. */
  #foldPassage() {
    const panel = byId('passage-panel');
    panel.open &&= this.#hasPassage || panel.contains(document.activeElement);
  }

  #showBroken(names) {
    const broken = JSON.stringify(names);
    if (broken === this.#broken) {
      return;
    }
    this.#broken = broken;
    byId('library-broken').hidden = names.length === 0;
    byId('library-broken-count').textContent = `${documents(names.length)} could not be read`;
    byId('library-broken-names').replaceChildren(...names.map((name) => {
      const item = document.createElement('li');
      item.dir = 'auto';
      item.textContent = oneLine(name);
      return item;
    }));
  }

  #showHint() {
    byId('grounding-hint').textContent = this.#hasPassage ? WITH_PASSAGE : HINTS[this.#mode.value];
  }
}
