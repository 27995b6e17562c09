import { search } from './api.js';
import { factsOf, oneLine, titlesOf, visible } from './library-text.js';

const byId = (id) => document.getElementById(id);

/** The text's pieces in order, with those that spans cover in mark elements. Spans may overlap, and may reach past the text. */
function highlighted(text, spans) {
  const nodes = [];
  let end = 0;
  for (const { start, length } of [...spans].sort((a, b) => a.start - b.start)) {
    const from = Math.max(start, end);
    const to = Math.min(start + length, text.length);
    if (to > from) {
      const mark = document.createElement('mark');
      mark.textContent = text.slice(from, to);
      nodes.push(text.slice(end, from), mark);
      end = to;
    }
  }
  return [...nodes, text.slice(end)];
}

function passageElement(passage, spans) {
  const element = byId('passage-template').content.firstElementChild.cloneNode(true);
  const set = (name, text) => {
    const part = element.querySelector(`[data-part="${name}"]`);
    part.textContent = text;
    part.hidden = !text;
  };
  const [title] = titlesOf([passage]);
  set('title', title);
  set('headings', passage.headings.map(oneLine).filter((heading) => heading && heading !== title).join(' › '));
  set('facts', factsOf(passage).join(' · '));
  set('note', oneLine(passage.note));
  element.querySelector('[data-part="text"]').replaceChildren(...highlighted(visible(passage.text), spans));
  return element;
}

function message(text) {
  const element = document.createElement('p');
  element.className = 'hint';
  element.textContent = text;
  return element;
}

/** As they stand in their documents: what a page puts first, such as urgent signs, is first here too. */
const inOrder = (a, b) => (a.document === b.document ? a.id - b.id : a.document < b.document ? -1 : 1);

/**
 * Passages of the library beside the answer: at its side on a wide screen, in a sheet at the bottom of a narrow one. The rest of
 * the page stays in use. The focus moves in when it opens and back to what opened it when it closes; Escape closes it.
 */
export class SourcePanel {
  #panel = byId('source-panel');
  #heading = byId('source-panel-heading');
  #body = byId('source-panel-body');
  #opener = null;
  #searching = null;

  constructor() {
    byId('source-panel-close').addEventListener('click', () => this.close());
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.#panel.hidden) {
        this.close();
      }
    });
  }

  /** Shows a passage with the parts that support the answer; closes where the opener is what opened it. */
  showSource(number, passage, spans, opener) {
    if (this.#open(`Source ${number}`, opener)) {
      this.#fill(passageElement(passage, spans));
    }
  }

  /** Shows what the library holds under a title. */
  async showTitle(title, opener) {
    if (!this.#open('In your library', opener)) {
      return;
    }
    const searching = new AbortController();
    this.#searching = searching;
    this.#fill(message('Looking…'));
    try {
      const { passages } = await search(title, searching.signal);
      const titled = passages.filter((passage) => titlesOf([passage])[0] === oneLine(title)).sort(inOrder);
      const shown = titled.length > 0 ? titled : passages;
      this.#fill(...(shown.length > 0 ? shown.map((passage) => passageElement(passage, [])) : [message('The library holds it no longer.')]));
    } catch (error) {
      if (!searching.signal.aborted) {
        this.#fill(message([error.message, error.detail].filter(Boolean).join(' ')));
      }
    }
  }

  close() {
    if (this.#panel.hidden) {
      return;
    }
    const focused = document.activeElement;
    const hadFocus = this.#panel.contains(focused) || focused === document.body;
    const opener = this.#opener;
    this.#leave();
    this.#panel.hidden = true;
    if (hadFocus) {
      (opener?.isConnected ? opener : byId('question')).focus();
    }
  }

  #open(heading, opener) {
    if (opener === this.#opener) {
      this.close();
      return false;
    }
    this.#leave();
    this.#opener = opener;
    opener.setAttribute('aria-current', 'true');
    this.#heading.textContent = heading;
    this.#panel.hidden = false;
    opener.scrollIntoView({ block: 'nearest' });
    this.#heading.focus({ preventScroll: true });
    return true;
  }

  #leave() {
    this.#searching?.abort();
    this.#searching = null;
    this.#opener?.removeAttribute('aria-current');
    this.#opener = null;
  }

  #fill(...elements) {
    this.#body.replaceChildren(...elements);
    const mark = this.#body.querySelector('mark');
    const hiddenBelow = mark ? mark.offsetTop + mark.offsetHeight - this.#body.clientHeight : 0;
    this.#body.scrollTop = hiddenBelow > 0 ? Math.min(mark.offsetTop, hiddenBelow + this.#body.clientHeight / 4) : 0;
  }
}
