import { answer } from './answering.js';
import { AnswerView } from './answer-view.js';
import { Conversation } from './conversation.js';
import { copySourcesToo } from './copying.js';
import { offerLibraryExamples } from './examples.js';
import { LibraryCard } from './library-card.js';
import { ModelCard } from './model-card.js';
import { QuestionForm } from './question-form.js';
import { Service } from './service.js';
import { SourcePanel } from './source-panel.js';

const byId = (id) => document.getElementById(id);
const thread = byId('thread');
const frame = byId('thread-frame');
const announce = (text) => { byId('announcer').textContent = text; };

const NO_PASSAGE = 'Paste a passage for a better answer: without one, the model answers from the very little that it knows.';
const OUTCOMES = { finished: 'The answer is complete.', stopped: 'Stopped.', failed: 'There is no answer; the reason is shown.' };

const service = new Service();
const card = new ModelCard(service);
const library = new LibraryCard(service);
const panel = new SourcePanel();
const conversation = new Conversation();
let cleared = 0;

/** The element that scrolls: the frame on a wide screen, the page on a narrow one. */
const scroller = () => (frame.scrollHeight > frame.clientHeight + 1 ? frame : document.scrollingElement);

function followEnd() {
  const before = scroller();
  if (before.scrollHeight - before.scrollTop - before.clientHeight < 160) {
    requestAnimationFrame(() => {
      const now = scroller();
      now.scrollTop = now.scrollHeight;
    });
  }
}

function addExchange({ question, passage }, passageWords) {
  const fragment = byId('exchange-template').content.cloneNode(true);
  const part = (name) => fragment.querySelector(`[data-part="${name}"]`);
  part('question').textContent = question;
  if (passage) {
    part('question-passage').textContent = `with a passage of ${passageWords} ${passageWords === 1 ? 'word' : 'words'}`;
    part('question-passage').hidden = false;
  }
  const view = new AnswerView(part('answer'), panel);
  byId('welcome').hidden = true;
  thread.append(fragment);
  thread.lastElementChild.scrollIntoView({ block: 'nearest' });
  return view;
}

const form = new QuestionForm({
  async onAsk(input, signal) {
    const clearedBefore = cleared;
    const view = addExchange(input, form.passageWords);
    const asked = { ...input, adapter: card.adapter, history: conversation.exchanges };
    const ask = () => {
      const grounding = library.groundingWith(input.passage);
      if (!input.passage && grounding === 'off') {
        view.note(NO_PASSAGE);
      }
      return { ...asked, grounding };
    };
    form.empty({ passageToo: false });
    form.makeRoomFor(thread.lastElementChild);
    announce('Answering…');
    const outcome = await answer({ ask, view, service, signal });
    if (clearedBefore !== cleared) {
      return;
    }
    if (outcome !== 'failed' && view.text.trim() && !view.isDeclined) {
      conversation.add(input.question, view.text);
    }
    announce(OUTCOMES[outcome]);
  },
  onClear() {
    cleared++;
    conversation.clear();
    thread.replaceChildren();
    panel.close();
    byId('welcome').hidden = false;
    form.empty({ passageToo: true });
    announce('The conversation is cleared.');
  },
  onPassage(has) {
    library.hasPassage = has;
  },
});

copySourcesToo();
offerLibraryExamples(service);
new MutationObserver(followEnd).observe(thread, { childList: true, subtree: true, characterData: true });
service.start();
