import { ApiError, decide, streamAnswer } from './api.js';

const MOST_ATTEMPTS = 4;

const WAITING = {
  loading: 'The model is still loading. Your question is sent as soon as it is ready.',
  unreachable: 'The answer service can\'t be reached. Your question is sent as soon as it is back.',
};

/** Does the action once the model is ready; while nothing is shown yet, a model that is gone again is waited for again. */
async function whenReady(service, view, signal, action) {
  for (let attempt = 1; ; attempt++) {
    if (!service.isReady) {
      view.wait(WAITING[service.state] ?? 'Connecting…');
      await service.untilReady(signal);
      view.wait('Waiting for the first words…');
    }
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof ApiError && error.isNotReady) || view.text || attempt === MOST_ATTEMPTS) {
        throw error;
      }
      service.lost(error.code);
    }
  }
}

const SHOW = {
  started: (view, event) => view.started(event),
  sources: (view, event) => view.found(event),
  text: (view, event) => view.append(event.text),
  citation: (view, event) => view.cited(event),
  finished: (view, event) => view.finished(event),
};

async function showText(ask, view, signal) {
  view.asked(ask);
  for await (const event of streamAnswer(ask, signal)) {
    SHOW[event.type]?.(view, event);
  }
}

async function showDecision(ask, view, signal) {
  try {
    view.decided(await decide(ask, signal));
  } catch (error) {
    if (!signal.aborted) {
      view.note(`No decision: ${error.message}`);
    }
  }
}

/**
 * Streams the answer to what `ask` gives once the model is ready into the view and, for a question with a passage, shows the decision beside it: at the same time, or
 * after the answer so that neither slows the other. Resolves to "finished", "stopped" or "failed"; does not throw.
 */
export async function answer({ ask, view, service, signal, decideAfter = false }) {
  try {
    await whenReady(service, view, signal, async () => {
      const asked = ask();
      const decision = asked.passage && !decideAfter ? showDecision(asked, view, signal) : null;
      await showText(asked, view, signal);
      await (asked.passage && decideAfter ? showDecision(asked, view, signal) : decision);
    });
    return 'finished';
  } catch (error) {
    if (signal.aborted) {
      view.stopped();
      return 'stopped';
    }
    view.failed(error);
    return 'failed';
  }
}
