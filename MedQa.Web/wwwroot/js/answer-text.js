import { visible } from './library-text.js';

/** An answer's text as it streams, with marks behind its sentences. Offsets count UTF-16 units, as JavaScript's strings do. */
export class AnswerText {
  #element;
  #text = '';
  #rest = null;
  #restStart = 0;

  constructor(element) {
    this.#element = element;
  }

  get text() {
    return this.#text;
  }

  /** Whether words stand behind the last mark. */
  get hasUnmarked() {
    return this.#text.slice(this.#restStart).trim() !== '';
  }

  append(piece) {
    this.#text += piece;
    if (this.#rest) {
      this.#rest.appendData(visible(piece));
    } else {
      this.#rest = new Text(visible(piece));
      this.#element.append(this.#rest);
    }
  }

  /** Whether a sentence is there and lies behind all that are marked. */
  holds({ start, length }) {
    return start >= this.#restStart && length > 0 && start + length <= this.#text.length;
  }

  /** Sets a mark behind a sentence that the text holds. */
  mark({ start, length }, mark, className) {
    const sentence = document.createElement('span');
    sentence.className = className;
    const words = start > this.#restStart ? this.#rest.splitText(start - this.#restStart) : this.#rest;
    this.#rest = words.length > length ? words.splitText(length) : null;
    words.replaceWith(sentence);
    sentence.append(words);
    sentence.after(mark);
    this.#restStart = start + length;
  }
}
