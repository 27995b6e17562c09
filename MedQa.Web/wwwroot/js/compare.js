import { answer } from './answering.js';
import { AnswerView } from './answer-view.js';
import { ModelCard } from './model-card.js';
import { QuestionForm } from './question-form.js';
import { Service } from './service.js';

const byId = (id) => document.getElementById(id);
const announce = (text) => { byId('announcer').textContent = text; };
const places = ['base-side', 'adapter-side'].map((id) => byId(id).querySelector('[data-part="answer"]'));
const invitations = places.map((place) => [...place.childNodes]);

const service = new Service();
const card = new ModelCard(service);

const form = new QuestionForm({
  async onAsk(input, signal) {
    form.makeRoomFor(byId('base-side'));
    announce('Both are answering…');
    // The decisions come after the answers, so that the speeds shown are those of the answers alone.
    const outcomes = await Promise.all(['', card.adapter].map((adapter, side) => answer({
      ask: { ...input, adapter },
      view: new AnswerView(places[side]),
      service,
      signal,
      decideAfter: true,
    })));
    announce(outcomes.every((outcome) => outcome === 'finished') ? 'Both answers are complete.' : 'Ended; see each side.');
  },
  onClear() {
    places.forEach((place, side) => place.replaceChildren(...invitations[side]));
    form.empty({ passageToo: true });
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
service.start();
