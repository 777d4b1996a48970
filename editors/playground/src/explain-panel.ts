// One request and what happens to it, with the rule that decides marked in the program on demand.
import { byId, element } from './element.ts';
import type { Program } from './program.ts';
import type { Explanation, Problem } from './server-answers.ts';

export class ExplainPanel {
  readonly #program: Program;
  readonly #input = byId<HTMLInputElement>('request');
  #asked = 0;

  constructor(program: Program) {
    this.#program = program;
    byId<HTMLFormElement>('explain-form').onsubmit = (event) => {
      event.preventDefault();
      void this.refresh();
    };
    this.#input.oninput = () => void this.refresh();
  }

  set request(text: string) {
    this.#input.value = text;
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const request = this.#input.value.trim();
    const panel = byId('explanation');
    if (request === '') {
      panel.replaceChildren(element('p', { className: 'quiet' }, 'Write a request, as on the command line of curl.'));
      return;
    }
    const answer = await this.#program.command<Explanation | Problem>('mesh.explainRequest', request);
    if (asked !== this.#asked) return;
    panel.replaceChildren(...('problem' in answer ? [problem(answer)] : [this.#told(answer), ...this.#places(answer)]));
  }

  #told({ text }: Explanation): HTMLElement {
    // Files of the playground lie in no folder.
    const lines = text
      .replaceAll(/(?<=[( ])\/(?=[\w./-]+:\d)/g, '')
      .split('\n')
      .map((line) => element('span', { className: kindOf(line) }, `${line}\n`));
    return element('pre', { className: 'told' }, ...lines);
  }

  #places({ places }: Explanation): HTMLElement[] {
    const once = new Map(places.map((place) => [JSON.stringify(place), place]));
    return [...once.values()].map(({ uri, range }) => {
      const name = `${this.#program.nameOf(uri)}:${range.start.line + 1}`;
      const button = element('button', { type: 'button', className: 'link' }, `Show the rule that decides (${name})`);
      button.onclick = () => this.#program.reveal(uri, range);
      return button;
    });
  }
}

const problem = ({ problem: text }: Problem) => element('p', { className: 'problem' }, text);

function kindOf(line: string): string {
  if (/^\s+->/.test(line)) return 'outcome';
  if (/^\s+\d+\. .*: yes, /.test(line)) return 'yes';
  if (/^\s+\d+\. .*: no, /.test(line)) return 'no';
  return /^\S/.test(line) ? 'asked' : 'detail';
}
