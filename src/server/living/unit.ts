// A unit: a segment with everything that is known about it. What the checker and the analysis found is replaced when the unit is
// looked at again; the unit itself lives as long as its segment.
import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Mesh } from '../../model/index.ts';
import type { MeshSymbol, NamingNode, PlacedSegment } from '../../program/index.ts';
import { type Labels, labelsOf } from './labels.ts';

/** The parts of a mesh that one segment declares. */
export type Parts = Pick<
  Mesh,
  'services' | 'egresses' | 'gateways' | 'routes' | 'ingresses' | 'telemetry' | 'tests' | 'expectations'
>;

export const partNames = [
  'services',
  'egresses',
  'gateways',
  'routes',
  'ingresses',
  'telemetry',
  'tests',
  'expectations',
] as const satisfies readonly (keyof Parts)[];

/** A class for identity. */
export class Unit {
  readonly placed: PlacedSegment;
  readonly labels: Labels;
  /** Of names and of the checker; those of syntax are the segment's. */
  problems: readonly Diagnostic[] = [];
  /** Of the analysis and of the targets: they come later. */
  findings: readonly Diagnostic[] = [];
  /** Names of this segment and what they mean. A list, because there are few and units are many. */
  bound: readonly (readonly [NamingNode, MeshSymbol])[] = [];
  parts: Partial<Parts> = {};

  constructor(placed: PlacedSegment) {
    this.placed = placed;
    this.labels = labelsOf(placed);
  }

  get path(): string {
    return this.placed.path;
  }

  /** Something was found about it, which may point at other units. */
  get isTroubled(): boolean {
    return this.problems.length > 0 || this.findings.length > 0;
  }

  get hasErrors(): boolean {
    return (
      this.problems.some(({ severity }) => severity === 'error') ||
      this.placed.segment.problems.some(({ severity }) => severity === 'error')
    );
  }
}
