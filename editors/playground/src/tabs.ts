// A row of tabs for mouse, touch and keyboard: arrows move, the chosen one alone is in the order of Tab.
import { element } from './element.ts';

export interface Tab {
  readonly id: string;
  readonly label: string;
  /** How many findings it has, shown when there are any. */
  readonly count?: number;
}

export function drawTabs(list: HTMLElement, tabs: readonly Tab[], chosen: string, choose: (id: string) => void): void {
  const focused = list.contains(document.activeElement);
  const buttons = tabs.map(({ id, label, count }) => {
    const button = element('button', { type: 'button', className: 'tab', data: { id } }, label);
    button.setAttribute('role', 'tab');
    button.setAttribute('aria-selected', String(id === chosen));
    const panel = list.dataset.panel;
    if (panel) button.setAttribute('aria-controls', panel);
    button.tabIndex = id === chosen ? 0 : -1;
    if (count) button.append(element('span', { className: 'count' }, String(count)));
    button.onclick = () => choose(id);
    return button;
  });
  list.replaceChildren(...buttons);
  list.onkeydown = (event) => {
    const at = tabs.findIndex(({ id }) => id === chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs.at(to % tabs.length);
    if (!next) return;
    event.preventDefault();
    choose(next.id);
  };
  if (focused) buttons.find((button) => button.dataset.id === chosen)?.focus();
}
