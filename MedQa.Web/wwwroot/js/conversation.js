const MOST_EXCHANGES = 8;
const MOST_CHARACTERS = 40000;
const MOST_ANSWER_CHARACTERS = 20000;

/** The exchanges that a next question is asked in the light of. Kept in this page only, and bounded: the oldest go first. */
export class Conversation {
  #exchanges = [];

  get exchanges() {
    return [...this.#exchanges];
  }

  add(question, answer) {
    this.#exchanges.push({ question, answer: answer.slice(0, MOST_ANSWER_CHARACTERS) });
    const size = () => this.#exchanges.reduce((sum, exchange) => sum + exchange.question.length + exchange.answer.length, 0);
    while (this.#exchanges.length > MOST_EXCHANGES || size() > MOST_CHARACTERS) {
      this.#exchanges.shift();
    }
  }

  clear() {
    this.#exchanges = [];
  }
}
