// Checking again after a change, for editors: only the given segments are checked; what they ask of others is remembered from before.
import type { LivingProgram, PlacedSegment } from '../program/index.ts';
import { type Checked, checkInto } from './check.ts';
import type { CheckOptions } from './checking.ts';
import { Directory } from './directory.ts';

export interface Change {
  /** What is no longer there, or is checked again. */
  readonly gone: readonly PlacedSegment[];
  /** What is checked. */
  readonly parts: readonly PlacedSegment[];
  /** Keys (`namespace/name`) of things that the parts may ask for. */
  readonly asked: Iterable<string>;
}

/** Remembers what services, egresses, gateways and routes are, so that a part of a program can be checked without the rest. */
export class Recheck {
  readonly #known = new Directory();

  /** The mesh of the parts and what they ask for; findings about names and bodies of the parts and, incompletely, about others. */
  check(program: LivingProgram, { gone, parts, asked }: Change, options: CheckOptions = {}): Checked {
    this.#forget(gone);
    const directory = new Directory();
    for (const key of asked) directory.know(this.#known, key);
    const slice = program.slice(parts);
    const checked = checkInto(directory, slice, options);
    for (const key of keysOf(parts)) this.#known.know(directory, key);
    for (const { target } of directory.routes) this.#known.know(directory, target.key);
    return { ...checked, diagnostics: [...slice.diagnostics, ...checked.diagnostics] };
  }

  #forget(gone: readonly PlacedSegment[]): void {
    for (const key of keysOf(gone)) this.#known.forget(key);
    const declarations = new Set(gone.flatMap(({ placed }) => placed.map(({ declaration }) => declaration)));
    for (const { placed } of gone)
      for (const { declaration, scope } of placed) {
        if (declaration.kind !== 'route') continue;
        const { namespace, name } = declaration.reference;
        for (const key of targetKeys(namespace?.text, name.text, scope))
          this.#known.forgetRoutes(key, (one) => declarations.has(one));
      }
  }
}

const keysOf = (segments: readonly PlacedSegment[]): Set<string> =>
  new Set(segments.flatMap(({ placed }) => placed.flatMap(({ symbols }) => symbols.map(({ key }) => key))));

/** All that a route's reference may have meant. */
function targetKeys(namespace: string | undefined, name: string, scope: PlacedSegment['before']): readonly string[] {
  if (namespace !== undefined) return [`${namespace}/${name}`];
  const used = (scope.uses.get(name) ?? []).map((each) => `${each.namespace}/${each.name}`);
  return [`${scope.namespace}/${name}`, ...used];
}
