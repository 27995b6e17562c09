const STATES = {
  unknown: 'Connecting…',
  ready: 'Ready',
  loading: 'The model is loading…',
  unreachable: 'The answer service can\'t be reached; trying again…',
};

const count = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const exact = new Intl.NumberFormat('en');
const byId = (id) => document.getElementById(id);

const setText = (element, text) => {
  if (element.textContent !== text) {
    element.textContent = text;
  }
  element.hidden = !text;
};

/** Shows the service's state, the model and its note, and keeps the list of adapters up to date. Fires "change" with the choice. */
export class ModelCard extends EventTarget {
  #service;
  #select = byId('adapter');

  constructor(service) {
    super();
    this.#service = service;
    service.addEventListener('change', () => this.#show());
    this.#select.addEventListener('change', () => this.#showSummary());
  }

  /** The chosen adapter's name; empty for the base model. */
  get adapter() {
    return this.#select.value;
  }

  #show() {
    const { state, model, adapters } = this.#service;
    byId('service-state').dataset.state = state;
    setText(byId('service-state-text'), STATES[state] ?? state);
    if (model) {
      setText(byId('model-name'), model.name);
      setText(byId('model-facts'), [
        model.parameters > 0 && `${count.format(model.parameters)} parameters`,
        model.contextLength > 0 && `reads ${exact.format(model.contextLength)} tokens`,
        model.device,
      ].filter(Boolean).join(' · '));
      setText(byId('model-note'), model.note);
    }
    if (adapters) {
      this.#listAdapters(adapters);
    }
    this.#showSummary();
  }

  #listAdapters(adapters) {
    const chosen = this.#select.value;
    const base = [...this.#select.options].filter((option) => option.value === '');
    const options = adapters.map(({ name, version, compatible }) => {
      const option = new Option(compatible ? `${name}, version ${version}` : `${name} (made for another model)`, name);
      option.disabled = !compatible;
      return option;
    });
    const label = (list) => list.map((option) => `${option.text}\n${option.disabled}`).join('\n');
    const listed = [...base, ...options];
    if (label(listed) !== label([...this.#select.options])) {
      this.#select.replaceChildren(...listed);
      this.#select.value = listed.some((option) => option.value === chosen && !option.disabled)
        ? chosen
        : listed.find((option) => !option.disabled)?.value ?? '';
    }
  }

  #showSummary() {
    const summary = this.#service.adapters?.find((adapter) => adapter.name === this.adapter)?.summary ?? '';
    setText(byId('adapter-summary'), summary);
    if (this.#service.adapters) {
      this.dispatchEvent(new Event('change'));
    }
  }

  /** Whether the store holds an adapter for this model; null while it is not known. */
  get hasAdapter() {
    return this.#service.adapters && this.#service.adapters.some((adapter) => adapter.compatible);
  }
}
