// `test` and `expect` → example requests with the decision each must get, and claims about all requests.
import { catalogue } from '../diagnostics/index.ts';
import {
  always,
  type Claim,
  type ClaimBody,
  type ClaimSubject,
  type Expectation,
  type Expected,
  type Sample,
  type Test,
} from '../model/index.ts';
import { type Placed, resolve, resolveVersion } from '../program/index.ts';
import {
  type Action,
  type Claim as ClaimTree,
  type ExpectDeclaration,
  isMissing,
  type Reference,
  type Sample as SampleTree,
  type TestDeclaration,
  type Value,
} from '../syntax/index.ts';
import { type Checking, type Place, placeIn } from './checking.ts';
import { readCondition } from './condition.ts';
import { portNumber } from './destination.ts';
import { read } from './read.ts';
import { readRedirect, readRespond } from './redirect.ts';
import { rejectReferenceParts } from './reference.ts';
import { readForward } from './rules.ts';
import { readRequest } from './sample-request.ts';
import { readSettings } from './settings.ts';
import { evaluate } from './value.ts';

const { types } = catalogue;

export function readTestDeclaration(checking: Checking, { declaration, scope }: Placed<TestDeclaration>): Test {
  const place = placeIn(scope);
  const title = readTitle(checking, declaration.title, place);
  const samples = declaration.samples.flatMap((sample) => readSample(checking, sample, place) ?? []);
  return { title, samples, origin: declaration.span };
}

const readTitle = (checking: Checking, title: Value, place: Place): string =>
  read(checking, evaluate(checking, title, place, { type: 'Text' }), 'Text') ?? '';

function readSample(checking: Checking, tree: SampleTree, place: Place): Sample | undefined {
  const request = readRequest(checking, tree, place);
  const expected = readExpected(checking, tree.action, place);
  return request && expected && { request, expected, origin: tree.span };
}

const expectedFrame = { kind: 'expected' } as const;

/** A decision as a test or claim writes it. */
function readExpected(checking: Checking, action: Action, place: Place): Expected | undefined {
  const { target } = action;
  if (action.policies.length > 0)
    checking.report.add(types.notADecision, action.policies[0]?.span ?? action.span, { what: '`with`' });
  switch (target.kind) {
    case 'redirect': {
      const answer = readRedirect(checking, target, action, 'rule', place, expectedFrame);
      return answer.action && { action: answer.action, settings: answer.settings };
    }
    case 'respond': {
      const answer = readRespond(checking, target, action, 'rule', place, expectedFrame);
      return answer.action && { action: answer.action, settings: answer.settings };
    }
    case 'rules-call':
    case 'route-call':
      checking.report.add(types.notADecision, target.span, {
        what: target.kind === 'route-call' ? '`route`' : '`rules`',
      });
      return undefined;
    case 'missing':
      return undefined;
    default: {
      const settings = readSettings(checking, action.block, 'sample', 'rule', place, expectedFrame);
      const forward = readForward(checking, target, place, expectedFrame);
      return forward && { action: forward, settings };
    }
  }
}

// ---- expect

export function readExpectation(checking: Checking, { declaration, scope }: Placed<ExpectDeclaration>): Expectation {
  const place = placeIn(scope);
  const title = readTitle(checking, declaration.title, place);
  const claims = declaration.claims.flatMap((claim) => readClaim(checking, claim, place) ?? []);
  return { title, claims, origin: declaration.span };
}

function readClaim(checking: Checking, tree: ClaimTree, place: Place): Claim | undefined {
  const subject = readSubject(checking, tree.subject, place);
  const condition = tree.when ? readCondition(checking, tree.when, place) : always(tree.span);
  const says = readClaimBody(checking, tree, place);
  return subject && condition && says && { subject, condition, says, origin: tree.span };
}

function readSubject(
  checking: Checking,
  { what, reference }: ClaimTree['subject'],
  place: Place,
): ClaimSubject | undefined {
  switch (what) {
    case 'gateway': {
      const gateway = resolve(checking, 'gateway', place.scope, reference);
      rejectReferenceParts(checking, reference, 'the gateway of a claim');
      return gateway && { kind: 'gateway', gateway: gateway.key };
    }
    case 'namespace':
      return readNamespace(checking, reference);
    case 'service': {
      const target = resolve(checking, 'target', place.scope, reference);
      rejectReferenceParts(checking, reference, 'the subject of a claim', 'port');
      const port = target && reference.port ? portNumber(checking, target, reference.port) : undefined;
      if (!target || (reference.port && port === undefined)) return undefined;
      return { kind: target.kind, target: target.key, ...(port === undefined ? {} : { port }) };
    }
  }
}

function readNamespace({ program, report }: Checking, { name }: Reference): ClaimSubject | undefined {
  if (isMissing(name)) return undefined;
  if (program.symbols.some((symbol) => symbol.namespace === name.text))
    return { kind: 'namespace', namespace: name.text };
  report.add(catalogue.names.unknownNamespace, name.span, { name: name.text });
  return undefined;
}

function readClaimBody(checking: Checking, { claims }: ClaimTree, place: Place): ClaimBody | undefined {
  switch (claims.kind) {
    case 'decides': {
      const expected = readExpected(checking, claims.action, place);
      return expected && { kind: 'decides', expected };
    }
    case 'never-routes':
    case 'never-reaches':
      return readNever(checking, claims.kind, claims.reference, place);
    case 'answered-within': {
      const value = evaluate(checking, claims.duration, place, { type: 'Duration' });
      const duration = read(checking, value, 'Duration');
      return duration === undefined ? undefined : { kind: 'answered-within', duration };
    }
    case 'decided':
      return { kind: 'decided' };
    case 'missing':
      return undefined;
  }
}

function readNever(
  checking: Checking,
  kind: 'never-routes' | 'never-reaches',
  reference: Reference,
  place: Place,
): ClaimBody | undefined {
  const target = resolve(checking, 'target', place.scope, reference);
  rejectReferenceParts(checking, reference, 'this claim', 'version');
  if (!target) return undefined;
  if (!reference.version) return { kind, target: target.key };
  const version = resolveVersion(checking, target, reference.version.text, reference.version);
  return version && { kind, target: target.key, version: version.name };
}
