import { answer } from './answering.js';
import { AnswerView } from './answer-view.js';
import { copySourcesToo } from './copying.js';
import { offerLibraryExamples } from './examples.js';
import { LibraryCard } from './library-card.js';
import { ModelCard } from './model-card.js';
import { QuestionForm } from './question-form.js';
import { Service } from './service.js';
import { SourcePanel } from './source-panel.js';

const byId = (id) => document.getElementById(id);
const announce = (text) => { byId('announcer').textContent = text; };
const places = ['base-side', 'adapter-side'].map((id) => byId(id).querySelector('[data-part="answer"]'));
const invitations = places.map((place) => [...place.childNodes]);

const service = new Service();
const card = new ModelCard(service);
const library = new LibraryCard(service);
const panel = new SourcePanel();

const form = new QuestionForm({
  async onAsk(input, signal) {
    panel.close();
    form.makeRoomFor(byId('base-side'));
    announce('Both are answering…');
    // The decisions come after the answers, so that the speeds shown are those of the answers alone.
    const outcomes = await Promise.all(['', card.adapter].map((adapter, side) => answer({
      ask: () => ({ ...input, adapter, grounding: library.groundingWith(input.passage) }),
      view: new AnswerView(places[side], panel),
      service,
      signal,
      decideAfter: true,
    })));
    announce(outcomes.every((outcome) => outcome === 'finished') ? 'Both answers are complete.' : 'Ended; see each side.');
  },
  onClear() {
    places.forEach((place, side) => place.replaceChildren(...invitations[side]));
    panel.close();
    form.empty({ passageToo: true });
  },
  onPassage(has) {
    library.hasPassage = has;
  },
});

form.allow(false);
card.addEventListener('change', () => {
  const has = card.hasAdapter === true;
  byId('no-adapter').hidden = has;
  byId('compare').hidden = !has;
  byId('adapter-heading').textContent = card.adapter ? `With ${card.adapter}` : 'With the adapter';
  form.allow(has);
});
copySourcesToo();
offerLibraryExamples(service);
service.start();
