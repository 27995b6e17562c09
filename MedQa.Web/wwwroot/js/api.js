import { readNdjson } from './ndjson.js';

/** A failure with the words that the server (or this page) has for it. */
export class ApiError extends Error {
  constructor({ code, title, detail = '' }) {
    super(title);
    this.code = code;
    this.detail = detail;
  }

  /** Whether waiting for the model to be ready may help. */
  get isNotReady() {
    return this.code === 'unreachable' || this.code === 'loading';
  }
}

const address = (path) => new URL(`../api/${path}`, import.meta.url);

async function request(path, signal, init = {}) {
  let response;
  try {
    response = await fetch(address(path), { ...init, signal, cache: 'no-store' });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new ApiError({ code: 'unreachable', title: 'This page\'s server can\'t be reached.', detail: 'Check the connection.' });
  }
  if (!response.ok) {
    const failure = await response.json().catch(() => null);
    throw new ApiError(failure?.title ? failure : {
      code: 'failed',
      title: response.status === 413 ? 'The text is too long.' : 'The page\'s server refused the request.',
      detail: `Status ${response.status}.`,
    });
  }
  return response;
}

const post = (path, body, signal) => request(path, signal, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

export const getStatus = async (signal) => (await request('status', signal)).json();

/** Yes, no or maybe: { decision, probabilities: [{ name, probability }] }. */
export const decide = async (ask, signal) => (await post('decide', ask, signal)).json();

/** What the library holds for a question or a title: { relevant, passages }. */
export const search = async (question, signal) => (await post('search', { question }, signal)).json();

/** The events of an answer: started, sources, text pieces, citations, finished. Throws an ApiError where the answer fails or is cut off. */
export async function* streamAnswer(ask, signal) {
  const response = await post('chat', ask, signal);
  let finished = false;
  try {
    for await (const event of readNdjson(response.body)) {
      if (event.type === 'failed') {
        throw new ApiError(event.failure);
      }
      finished ||= event.type === 'finished';
      yield event;
    }
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted) {
      throw error;
    }
  }
  if (!finished) {
    throw new ApiError({ code: 'interrupted', title: 'The connection ended before the answer was complete.', detail: 'Ask again.' });
  }
}
