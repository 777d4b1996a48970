// Runs the expectations of a mesh: every claim is proved, refuted with requests, or honestly unknown. Never sampled.
import type { Claim, Expectation, Mesh } from '../../model/index.ts';
import { proveDecided } from './decided.ts';
import { proveDecides } from './decides.ts';
import { proveNeverReaches, proveNeverRoutes } from './never.ts';
import { type ClaimResult, type ClaimVerdict, holdsOfNothing, subjectsOf } from './outcome.ts';
import { proveWithin } from './within.ts';

/** All claims, in the order they were written. */
export const runExpectations = (mesh: Mesh): readonly ClaimResult[] =>
  mesh.expectations.flatMap((expectation) => expectation.claims.map((claim) => proveClaim(mesh, expectation, claim)));

function proveClaim(mesh: Mesh, expectation: Expectation, claim: Claim): ClaimResult {
  return { expectation, claim, ...prove(mesh, claim) };
}

function prove(mesh: Mesh, claim: Claim): ClaimVerdict {
  const subjects = subjectsOf(mesh, claim);
  if (subjects.length === 0) return holdsOfNothing('there is no such request: nothing is routed there');
  const { says } = claim;
  switch (says.kind) {
    case 'decides':
      return proveDecides(mesh, claim, says.expected, subjects);
    case 'never-routes':
      return proveNeverRoutes(mesh, says, subjects);
    case 'never-reaches':
      return proveNeverReaches(mesh, says, subjects);
    case 'answered-within':
      return proveWithin(mesh, says.duration, subjects);
    case 'decided':
      return proveDecided(mesh, subjects);
  }
}
