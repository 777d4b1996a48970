// Random models × requests that meet and narrowly miss their rules: what the objects make of a request is what the model means.
import { expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { type Document, toPlain } from '../../../src/documents/index.ts';
import { type Decision, decide, type Request } from '../../../src/meaning/index.ts';
import type { Mesh } from '../../../src/model/index.ts';
import { durationText } from '../../../src/model/index.ts';
import { istio } from '../../../src/targets/istio/index.ts';
import { generateMesh, withoutFaultsOnAnswers } from '../../support/generate-mesh.ts';
import { type Random, randomOf } from '../../support/random.ts';
import { validateDocument } from '../../support/schemas.ts';
import { decideIstio, type Plain } from './interpreter.ts';
import { requestsTo, wire } from './requests.ts';

const PROGRAMS = process.env.MESH_DEEP ? 2000 : 60;

test.each(['1.22', '1.31'])('objects for %s decide as the model means', (version) => {
  const tally = { refused: 0, requests: 0, programs: 0 };
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const mesh = withoutFaultsOnAnswers(generateMesh(seed, { rules: 4, depth: 2 }));
    const report = new Report();
    const documents = istio.build(mesh, { version, report });
    if (report.hasErrors) {
      tally.refused++;
      continue;
    }
    tally.programs++;
    expect(documents.flatMap(({ root }) => validateDocument(toPlain(root)))).toEqual([]);
    tally.requests += compareAll(mesh, documents, randomOf(seed * 31));
  }
  console.log(version, tally);
  expect(tally.programs).toBeGreaterThan(PROGRAMS * (version === '1.22' ? 0.3 : 0.6));
});

function compareAll(mesh: Mesh, documents: readonly Document[], random: Random): number {
  const objects = documents.map(({ root }) => toPlain(root)) as Plain[];
  let count = 0;
  for (const request of requestsTo(mesh, random)) {
    const meant = meaning(decide(mesh, request, { reasons: false }), mesh, request);
    if (meant === undefined) continue;
    count++;
    // An answer written for what no rule takes is the answer that a proxy gives by itself.
    const said = decideIstio(objects, wire(request)).replace(/^respond 404$/, '404');
    expect({ said, request }).toEqual({ said: meant, request });
  }
  return count;
}

/** The decision in the interpreter's words. */
function meaning({ outcome, settings }: Decision, mesh: Mesh, request: Request): string | undefined {
  switch (outcome.kind) {
    case 'not-found':
      return '404';
    case 'respond':
      return `respond ${outcome.status} ${outcome.body ?? ''}`.trim();
    case 'redirect':
      return `redirect ${outcome.code} ${new URL(outcome.location).pathname}`;
    case 'forward': {
      if (
        !mesh.routes.some(({ target }) => request.address.kind === 'service' && target === request.address.target) &&
        request.address.kind === 'service'
      ) {
        return 'default';
      }
      const shares = outcome.shares.map(({ destination, port, weight, total }) => {
        const host = mesh.services.find(({ key }) => key === destination.target)?.host;
        return `${(weight / total).toFixed(6)} ${host} ${destination.version ?? ''} ${port}`;
      });
      const { timeout, retry } = settings;
      const limit = timeout && timeout.value !== 'none' ? durationText(timeout.value) : 'none';
      const tries =
        retry && retry.value !== 'never'
          ? `${retry.value.attempts} ${retry.value.perTry}ms ${retry.value.on.join(',')}`
          : 'default';
      return `forward ${shares.join(', ')} path ${outcome.sent.path} timeout ${limit} retries ${tries}`;
    }
    default:
      return undefined;
  }
}
