// The mesh as a picture: drag or scroll to move, buttons and Ctrl with the wheel for the size, a box leads to its declaration.
import { byId } from './element.ts';
import type { Program } from './program.ts';
import type { Drawing, Problem } from './server-answers.ts';

export class GraphPanel {
  readonly #program: Program;
  readonly #panel = byId('graph');
  #drawing: Drawing | undefined;
  #drawn: 'right' | 'down' | undefined;
  /** `undefined`: as large as the panel allows. */
  #scale: number | undefined;
  #asked = 0;

  constructor(program: Program) {
    this.#program = program;
    byId('larger').onclick = () => this.#zoom(1.25);
    byId('smaller').onclick = () => this.#zoom(0.8);
    byId('fit').onclick = () => this.#size(undefined);
    this.#panel.onclick = ({ target }) => this.#follow(target);
    this.#panel.onkeydown = ({ key, target }) => {
      if (key === 'Enter') this.#follow(target);
    };
    this.#panel.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.#panel.onpointerdown = (event) => this.#drag(event);
    new ResizeObserver(() => {
      this.#size(this.#scale);
      if (this.#drawing && this.#drawn !== this.#direction) void this.refresh();
    }).observe(this.#panel);
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const direction = this.#direction;
    const answer = await this.#program.command<Drawing | Problem>('mesh.graph', direction);
    if (asked !== this.#asked || 'problem' in answer) return;
    if (answer.svg === this.#drawing?.svg) return;
    this.#drawing = answer;
    this.#drawn = direction;
    this.#panel.innerHTML = answer.svg;
    this.#size(this.#scale);
  }

  /** Downwards in a panel that is not much wider than high. */
  get #direction(): 'right' | 'down' {
    return this.#panel.clientWidth < this.#panel.clientHeight * 1.6 ? 'down' : 'right';
  }

  get #svg(): SVGSVGElement | null {
    return this.#panel.querySelector('svg');
  }

  #size(scale: number | undefined): void {
    this.#scale = scale;
    const svg = this.#svg;
    if (!svg || this.#panel.clientWidth === 0) return;
    const { width, height } = svg.viewBox.baseVal;
    const whole = Math.min(1.1, this.#panel.clientWidth / width, this.#panel.clientHeight / height);
    // Small enough to see it all, large enough to read.
    const used = scale ?? Math.max(whole, 0.55);
    svg.setAttribute('width', String(width * used));
    svg.setAttribute('height', String(height * used));
  }

  #zoom(factor: number): void {
    const svg = this.#svg;
    if (!svg) return;
    const now = svg.width.baseVal.value / svg.viewBox.baseVal.width;
    this.#size(Math.min(4, Math.max(0.1, now * factor)));
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#zoom(event.deltaY < 0 ? 1.1 : 0.9);
  }

  #drag(start: PointerEvent): void {
    if (start.pointerType === 'touch' || start.button !== 0) return;
    const { scrollLeft, scrollTop } = this.#panel;
    const move = ({ clientX, clientY }: PointerEvent) =>
      this.#panel.scrollTo(scrollLeft + start.clientX - clientX, scrollTop + start.clientY - clientY);
    addEventListener('pointermove', move);
    addEventListener('pointerup', () => removeEventListener('pointermove', move), { once: true });
  }

  #follow(target: EventTarget | null): void {
    const id = target instanceof Element ? target.closest<SVGElement>('[data-id]')?.dataset.id : undefined;
    const node = this.#drawing?.nodes.find((each) => each.id === id);
    if (!node) return;
    const place = { line: node.line, character: 0 };
    document.body.classList.remove('wide');
    this.#program.reveal(node.uri, { start: place, end: place });
  }
}
