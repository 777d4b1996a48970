// What was compared with Pilot and Envoy, added up; differences fail at once.
import { expect } from 'vitest';
import type { Comparison, Program } from './pilot-referee.ts';

export class PilotTally {
  programs = 0;
  refused = 0;
  requests = 0;
  silent = 0;
  rules = 0;
  readonly outcomes = new Map<string, number>();

  add(programs: readonly Program[], { requests, silent, rules, outcomes, differences }: Comparison): void {
    expect(differences.slice(0, 5)).toEqual([]);
    this.programs += programs.length;
    this.requests += requests;
    this.silent += silent;
    this.rules += rules;
    for (const [kind, count] of outcomes) this.outcomes.set(kind, (this.outcomes.get(kind) ?? 0) + count);
  }

  text(): string {
    const kinds = [...this.outcomes].map(([kind, count]) => `${kind} ${count}`).join(', ');
    return `${this.programs} programs, ${this.refused} refused, ${this.requests} requests (${this.silent} not compared), ${this.rules} rules met; ${kinds}`;
  }
}
