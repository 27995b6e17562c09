import { getStatus } from './api.js';

const RETRY_MILLISECONDS = 2000;
const REFRESH_MILLISECONDS = 30000;

/** Knows whether the model can answer. Asks again and again until it can, and now and then after that. Fires "change". */
export class Service extends EventTarget {
  state = 'unknown';
  model = null;
  library = null;
  adapters = null;
  #timer = 0;
  #asking = false;

  start() {
    this.#poll();
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) {
        this.#poll();
      }
    });
  }

  get isReady() {
    return this.state === 'ready';
  }

  /** Resolves when the model is ready; rejects when the signal is aborted. */
  untilReady(signal) {
    return new Promise((resolve, reject) => {
      const settle = (action) => {
        this.removeEventListener('change', onChange);
        signal.removeEventListener('abort', onAbort);
        action();
      };
      const onChange = () => this.isReady && settle(resolve);
      const onAbort = () => settle(() => reject(signal.reason));
      if (signal.aborted) {
        reject(signal.reason);
      } else if (this.isReady) {
        resolve();
      } else {
        this.addEventListener('change', onChange);
        signal.addEventListener('abort', onAbort);
      }
    });
  }

  /** Told by a question that could not be sent. */
  lost(state) {
    this.#set({ state, adapters: this.adapters });
    this.#schedule();
  }

  async #poll() {
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    try {
      this.#set(await getStatus());
    } catch {
      this.#set({ state: 'unreachable', adapters: this.adapters });
    } finally {
      this.#asking = false;
    }
    this.#schedule();
  }

  #schedule() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#poll(), this.isReady && !this.library?.waiting ? REFRESH_MILLISECONDS : RETRY_MILLISECONDS);
  }

  /** What is not known of the model now is as it was. */
  #set({ state, model = null, library = null, adapters }) {
    this.state = state;
    if (model) {
      this.model = model;
      this.library = library;
    }
    this.adapters = adapters;
    this.dispatchEvent(new Event('change'));
  }
}
