// The page: a program on the left with its findings, on the right what it becomes, what happens to a request, and the mesh drawn.
// Everything happens in this browser.
import { byId, element } from './element.ts';
import { ExplainPanel } from './explain-panel.ts';
import { FindingsPanel } from './findings-panel.ts';
import { GraphPanel } from './graph-panel.ts';
import { OutputPanel } from './output-panel.ts';
import { Program } from './program.ts';
import { drawTabs } from './tabs.ts';

interface Example {
  readonly title: string;
  readonly request: string;
  readonly files: Readonly<Record<string, string>>;
}
const examples = (globalThis as unknown as { readonly meshExamples: readonly Example[] }).meshExamples;

const views = [
  { id: 'output', label: 'Output' },
  { id: 'explain', label: 'Explain a request' },
  { id: 'graph', label: 'Graph' },
] as const;
type ViewId = (typeof views)[number]['id'];
let shown: ViewId = 'output';

const program = new Program(byId('editor'), {
  changed: () => soon(),
  found: () => {
    findings.refresh();
    drawFiles();
  },
  shown: () => drawFiles(),
  failed: (reason) => {
    byId('status').textContent = `The compiler does not run here: ${reason}`;
  },
});
const output = new OutputPanel(program);
const explain = new ExplainPanel(program);
const graph = new GraphPanel(program);
const findings = new FindingsPanel(program);

let waiting: ReturnType<typeof setTimeout> | undefined;
/** After the last of several keystrokes; the findings do not wait. */
function soon(): void {
  clearTimeout(waiting);
  waiting = setTimeout(() => void refresh(), 120);
}

function refresh(): Promise<void> {
  switch (shown) {
    case 'output':
      return output.refresh();
    case 'explain':
      return explain.refresh();
    case 'graph':
      return graph.refresh();
  }
}

function drawFiles(): void {
  const files = program.files.files.toSorted((a, b) => a.languageId.localeCompare(b.languageId));
  const tabs = files.map(({ uri }) => ({
    id: uri,
    label: program.nameOf(uri),
    count: program.findings.get(uri)?.length ?? 0,
  }));
  drawTabs(byId('files'), tabs, program.current, (uri) => program.show(uri));
}

function show(id: ViewId): void {
  shown = id;
  drawTabs(byId('views'), views, id, (next) => show(next as ViewId));
  for (const view of views) byId(`view-${view.id}`).hidden = view.id !== id;
  void refresh();
}

async function openExample(index: number): Promise<void> {
  const example = examples[index];
  if (!example) return;
  delete document.documentElement.dataset.ready;
  explain.request = example.request;
  await program.open(example.files);
  await output.chooseOwn();
  await refresh();
  document.documentElement.dataset.ready = String(index);
}

function chooseTheme(theme: string): void {
  document.documentElement.dataset.theme = theme;
  byId('theme').setAttribute('aria-pressed', String(theme === 'dark'));
  // Only a convenience: pages without storage work too.
  try {
    localStorage.setItem('mesh-theme', theme);
  } catch {}
}

function firstTheme(): string {
  try {
    const kept = localStorage.getItem('mesh-theme');
    if (kept) return kept;
  } catch {}
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

async function start(): Promise<void> {
  chooseTheme(firstTheme());
  byId('theme').onclick = () => chooseTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
  byId('wide').onclick = () => {
    const wide = document.body.classList.toggle('wide');
    byId('wide').setAttribute('aria-pressed', String(wide));
  };
  const select = byId<HTMLSelectElement>('example');
  select.replaceChildren(...examples.map(({ title }, index) => element('option', { value: String(index) }, title)));
  select.onchange = () => void openExample(Number(select.value));
  addEventListener('explain', (event) => {
    explain.request = (event as CustomEvent<string>).detail;
    show('explain');
  });
  show('output');
  await program.client.initializing;
  await output.load();
  await openExample(0);
  byId('status').textContent = '';
}

void start();
