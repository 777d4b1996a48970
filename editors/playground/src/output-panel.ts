// What the program becomes on a target: one tab a platform, a choice of its versions, the YAML.
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { reading } from './editor.ts';
import { byId, element } from './element.ts';
import type { Program } from './program.ts';
import type { Output } from './server-answers.ts';
import { drawTabs } from './tabs.ts';

export class OutputPanel {
  readonly #program: Program;
  readonly #view: EditorView;
  /** Versions of each platform, newest first. */
  readonly #platforms = new Map<string, string[]>();
  #target = '';
  #asked = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#view = new EditorView({
      parent: byId('output'),
      state: EditorState.create({ extensions: reading('the output') }),
    });
    byId<HTMLSelectElement>('version').onchange = ({ target }) =>
      this.choose(`${this.#platform}@${(target as HTMLSelectElement).value}`);
    byId('copy').onclick = () => void this.#copy();
  }

  get #platform(): string {
    return this.#target.split('@')[0] ?? '';
  }

  async load(): Promise<void> {
    for (const name of await this.#program.command<readonly string[]>('mesh.targets')) {
      const [platform = '', version = ''] = name.split('@');
      this.#platforms.set(platform, [version, ...(this.#platforms.get(platform) ?? [])]);
    }
  }

  /** The target that the program's own settings name first. */
  async chooseOwn(): Promise<void> {
    const { target } = await this.#program.command<Output>('mesh.output');
    this.choose(target ?? 'istio');
  }

  choose(name: string): void {
    const [platform = '', version] = name.split('@');
    const versions = this.#platforms.get(platform) ?? [];
    this.#target = `${platform}@${version ?? versions[0]}`;
    const tabs = [...this.#platforms.keys()].map((id) => ({ id, label: id }));
    drawTabs(byId('targets'), tabs, platform, (id) => this.choose(id));
    const options = versions.map((value) =>
      element('option', { value, selected: this.#target.endsWith(`@${value}`) }, value),
    );
    byId('version').replaceChildren(...options);
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    if (this.#target === '') return;
    const { text, problem } = await this.#program.command<Output>('mesh.output', this.#target);
    if (asked !== this.#asked) return;
    const message = byId('output-problem');
    message.hidden = problem === undefined;
    message.textContent = problem === undefined ? '' : `No output for ${this.#target}: ${problem}`;
    byId('output').classList.toggle('stale', text === undefined);
    const { doc } = this.#view.state;
    if (text !== undefined && text !== doc.toString())
      this.#view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
  }

  async #copy(): Promise<void> {
    await navigator.clipboard.writeText(this.#view.state.doc.toString());
    byId('status').textContent = 'The output is in the clipboard.';
  }
}
