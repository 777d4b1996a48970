// Who sends, as variables of logic: one choice among the sources that the conditions tell apart, and a text per label that they
// mention. At a gateway there is nothing to choose.
import {
  type ChoiceVariable,
  FALSE,
  type Formula,
  type TextVariable,
  TRUE,
  type Universe,
  type Witness,
} from '../../logic/index.ts';
import type { Condition, FromTest, Mesh, SourceTest } from '../../model/index.ts';
import { serviceOf } from '../lookup.ts';
import type { RequestSource } from '../request/request.ts';
import { workloadOf } from '../request/source.ts';

interface Chosen {
  readonly variable: ChoiceVariable;
  readonly members: ReadonlyMap<string, RequestSource>;
}

/** The sources of one space; a class for the variables it makes. */
export class Sources {
  readonly #universe: Universe;
  readonly #meshes: readonly Mesh[];
  readonly #gateway: string | undefined;
  readonly #mentioned: readonly FromTest[];
  readonly #labels = new Map<string, TextVariable>();
  #chosen: Chosen | undefined;

  /** @param gateway where the requests come in, if they do. @param conditions all that will be asked. */
  constructor(
    universe: Universe,
    meshes: readonly Mesh[],
    gateway: string | undefined,
    conditions: Iterable<Condition>,
  ) {
    this.#universe = universe;
    this.#meshes = meshes;
    this.#gateway = gateway;
    this.#mentioned =
      gateway === undefined ? [...new Set(conditions)].flatMap((condition) => [...fromTests(condition)]) : [];
  }

  /** Requests whose source the test accepts. */
  from(test: SourceTest): Formula {
    if (this.#gateway !== undefined) return test.kind === 'gateway' && test.gateway === this.#gateway ? TRUE : FALSE;
    switch (test.kind) {
      case 'gateway':
        return FALSE;
      case 'pods':
        return this.#universe.and(
          ...Object.entries(test.labels).map(([key, value]) => this.#universe.equal(this.#label(key), value)),
        );
      default: {
        const { variable, members } = this.#sourceChoice();
        const fits = [...members].filter(([, source]) => isKnownFrom(source, test)).map(([name]) => name);
        return this.#universe.or(...fits.map((name) => this.#universe.is(variable, name)));
      }
    }
  }

  #label(key: string): TextVariable {
    let variable = this.#labels.get(key);
    if (variable === undefined) {
      variable = this.#universe.text(`label:${key}`, { optional: true });
      this.#labels.set(key, variable);
    }
    return variable;
  }

  #sourceChoice(): Chosen {
    if (!this.#chosen) {
      const members = new Map<string, RequestSource>([['', { kind: 'unknown' }]]);
      for (const test of this.#mentioned)
        for (const [name, source] of this.#membersOf(test.source)) members.set(name, source);
      this.#chosen = { members, variable: this.#universe.choice('source', [...members.keys()]) };
    }
    return this.#chosen;
  }

  /** The sources that a test tells apart from others; versions all, where labels may tell them apart too. */
  #membersOf(test: SourceTest): readonly (readonly [string, RequestSource])[] {
    if (test.kind === 'namespace') {
      return [[`${test.namespace}/`, { kind: 'workload', namespace: test.namespace, labels: {} }]];
    }
    if (test.kind !== 'service') return [];
    const mesh = this.#meshes.find((candidate) => serviceOf(candidate, test.service));
    const declared = mesh ? (serviceOf(mesh, test.service)?.versions ?? []).map((version) => version.name) : [];
    const byLabels = this.#mentioned.some((other) => other.source.kind === 'pods');
    const versions = [...(byLabels ? declared : []), ...(test.version !== undefined ? [test.version] : [])];
    const of = (version?: string): readonly [string, RequestSource] => [
      version === undefined ? test.service : `${test.service}@${version}`,
      workloadOf(mesh ?? this.#meshes[0]!, test.service, version),
    ];
    return [of(), ...[...new Set(versions)].map(of)];
  }

  /** Pods of a version carry its labels; those of a service without known version carry no version's. */
  facts(): readonly Formula[] {
    if (!this.#chosen || this.#labels.size === 0) return [];
    const { variable, members } = this.#chosen;
    return [...members].flatMap(([name, source]) => {
      if (source.kind !== 'workload' || source.service === undefined) return [];
      const fact = source.version === undefined ? this.#noVersion(source.service) : this.#carries(source.labels);
      return [this.#universe.or(this.#universe.not(this.#universe.is(variable, name)), fact)];
    });
  }

  #carries(labels: Readonly<Record<string, string>>): Formula {
    const known = Object.entries(labels).flatMap(([key, value]) => {
      const variable = this.#labels.get(key);
      return variable ? [this.#universe.equal(variable, value)] : [];
    });
    return this.#universe.and(...known);
  }

  #noVersion(service: string): Formula {
    const versions = this.#meshes.flatMap((mesh) => serviceOf(mesh, service)?.versions ?? []);
    const told = versions.filter((version) => Object.keys(version.labels).every((key) => this.#labels.has(key)));
    return this.#universe.not(this.#universe.or(...told.map((version) => this.#carries(version.labels))));
  }

  /** The source of a witness. */
  source(witness: Witness): RequestSource {
    if (this.#gateway !== undefined) return { kind: 'gateway', gateway: this.#gateway };
    const chosen = this.#chosen?.members.get(witness.get(this.#chosen.variable)?.[0] ?? '') ?? { kind: 'unknown' };
    const carried = [...this.#labels].flatMap(([key, variable]) => {
      const value = witness.get(variable)?.[0];
      return value === undefined ? [] : [[key, value] as const];
    });
    if (carried.length === 0) return chosen;
    const labels = Object.fromEntries(carried);
    return chosen.kind === 'workload'
      ? { ...chosen, labels: { ...labels, ...chosen.labels } }
      : { kind: 'workload', labels };
  }
}

function isKnownFrom(source: RequestSource, test: SourceTest): boolean {
  if (source.kind !== 'workload') return false;
  if (test.kind === 'namespace') return source.namespace === test.namespace;
  return (
    test.kind === 'service' && source.service === test.service && (test.version ?? source.version) === source.version
  );
}

function* fromTests(condition: Condition): Generator<FromTest> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const part of condition.parts) yield* fromTests(part);
      return;
    case 'not':
      yield* fromTests(condition.part);
      return;
    case 'from':
      yield condition;
  }
}
