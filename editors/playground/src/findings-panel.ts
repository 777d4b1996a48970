// All findings of the program, each with its example request, the way to its place and its fixes.
import { byId, element } from './element.ts';
import type { Program } from './program.ts';
import type { Finding } from './server-answers.ts';

const words = ['error', 'error', 'warning', 'note', 'hint'] as const;

export class FindingsPanel {
  readonly #program: Program;
  #drawn = '';

  constructor(program: Program) {
    this.#program = program;
  }

  refresh(): void {
    const all = [...this.#program.findings].flatMap(([uri, findings]) => findings.map((finding) => ({ uri, finding })));
    const sorted = all.sort((a, b) => (a.finding.severity ?? 1) - (b.finding.severity ?? 1));
    const drawn = JSON.stringify(sorted);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    byId('findings-title').textContent = summary(all.map(({ finding }) => finding));
    byId('findings').replaceChildren(...sorted.map(({ uri, finding }) => this.#item(uri, finding)));
  }

  #item(uri: string, finding: Finding): HTMLElement {
    const { message, range, severity } = finding;
    const [first = '', ...rest] = message.split('\n');
    const kind = words[severity ?? 1] ?? 'error';
    const place = `${this.#program.nameOf(uri)}:${range.start.line + 1}`;
    const go = element(
      'button',
      { type: 'button', className: 'finding-head' },
      element('span', { className: `badge ${kind}` }, kind),
      element('span', { className: 'what' }, first),
      element('span', { className: 'where' }, `${place}${finding.code ? ` ${finding.code}` : ''}`),
    );
    go.onclick = () => this.#program.reveal(uri, range);
    const more = rest.map((line) => this.#more(line));
    const fixes = element('div', { className: 'fixes' });
    void this.#offer(fixes, uri, finding);
    return element('li', {}, go, ...more, fixes);
  }

  /** An example request can be asked about. */
  #more(line: string): HTMLElement {
    const [, request] = /^for example: (.+)$/.exec(line) ?? [];
    if (request === undefined) return element('p', { className: 'more' }, line);
    const ask = element('button', { type: 'button', className: 'link' }, 'explain');
    ask.onclick = () => dispatchEvent(new CustomEvent('explain', { detail: request }));
    return element('p', { className: 'more' }, 'for example: ', element('code', {}, request), ' ', ask);
  }

  async #offer(parent: HTMLElement, uri: string, finding: Finding): Promise<void> {
    const fixes = await this.#program.fixesFor(uri, finding).catch(() => []);
    const buttons = fixes.slice(0, 3).map(({ title, edit }) => {
      const button = element('button', { type: 'button', className: 'fix' }, title);
      button.onclick = () => edit && this.#program.apply(edit);
      return button;
    });
    parent.replaceChildren(...buttons);
  }
}

function summary(findings: readonly Finding[]): string {
  const count = (level: number) => findings.filter(({ severity }) => (severity ?? 1) === level).length;
  const parts = [
    [count(1), 'error'],
    [count(2), 'warning'],
    [count(3) + count(4), 'note'],
  ] as const;
  const said = parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}${number > 1 ? 's' : ''}`);
  return said.length === 0 ? 'No findings' : said.join(', ');
}
