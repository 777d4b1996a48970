// `mesh apply` and `mesh diff --cluster` against a real API server (the folder `kube` of MESH_TOOLS): the life cycle of server-side apply
// step by step, and everything that is written for Istio and the Gateway API is taken.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carryOut } from '../../src/cli/cluster/carry-out.ts';
import type { Plan } from '../../src/cli/cluster/plan.ts';
import { type SessionOptions, withPlan } from '../../src/cli/cluster/session.ts';
import { catalogue, Report } from '../../src/diagnostics/index.ts';
import { toPlain } from '../../src/documents/index.ts';
import { chooseTarget, type TargetChoice } from '../../src/targets/index.ts';
import { type ApiServer, hasApiServer, startApiServer } from '../support/api-server.ts';
import { temporaryFolder } from '../support/envoy.ts';
import { everyProgram } from '../support/every-program.ts';
import { folderWith } from '../support/run-mesh.ts';

const { cluster: findings } = catalogue;
const isThere = hasApiServer();
const temporary = temporaryFolder();
let server: ApiServer;

/** Of this run alone, so that a server that goes on running does not matter. */
const space = `t${randomBytes(3).toString('hex')}`;
const namespacePath = (name: string): string => `/api/v1/namespaces/${name}`;
const objectsIn = (kind: string): string => `/apis/networking.istio.io/v1/namespaces/${space}/${kind}`;
const REVIEWS = `${objectsIn('virtualservices')}/reviews`;

interface Done {
  readonly codes: readonly string[];
  readonly messages: string;
  readonly plan: Plan | undefined;
}

const program = (share: number, more = ''): string =>
  `namespace ${space}\nservice reviews { port 9080 http; version v1, v2 }\nroute reviews -> ${share}% to v1, rest to v2${more}\n`;

function project(text: string, included?: string): string {
  const folder = folderWith({ 'bookinfo/a.mesh': text });
  if (included !== undefined) {
    writeFileSync(join(folder, 'bookinfo/extra.yaml'), included);
    writeFileSync(join(folder, 'bookinfo/mesh.yaml'), 'language: 1\ntargets: [istio@1.31]\ninclude: [extra.yaml]\n');
  }
  return folder;
}

async function applied(
  folder: string,
  options: Partial<SessionOptions> & { readonly prune?: boolean; readonly dryRun?: boolean } = {},
): Promise<Done> {
  const report = new Report();
  let plan: Plan | undefined;
  const session = { kubeconfig: server.kubeconfig, target: ['istio@1.31'], namespace: space, pace: 50, ...options };
  await withPlan([join(folder, 'bookinfo')], session, report, async (made, cluster) => {
    plan = made;
    if (!options.dryRun) await carryOut(cluster, made, options, () => {}, report);
  });
  const found = report.sorted();
  return { codes: found.map(({ code }) => code), messages: found.map(({ message }) => message).join('\n'), plan };
}

const changes = ({ plan }: Done): string[] => plan?.objects.map(({ name, change }) => `${name.kind} ${change}`) ?? [];

// biome-ignore lint/suspicious/noExplicitAny: plain JSON
const live = async (path = REVIEWS): Promise<any> => (await server.get(path)).body;

const makeNamespace = (name: string) =>
  server.apply(
    namespacePath(name),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    { fieldManager: 'test' },
  );

describe.skipIf(!isThere)('a real API server', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    server = startApiServer(join(temporary.path, 'kube'));
    await makeNamespace(space);
  }, 180_000);
  afterAll(() => {
    server?.stop();
    temporary.remove();
  });

  test('dry run, creation, again, change', async () => {
    const folder = project(program(90));
    const dry = await applied(folder, { dryRun: true });
    expect(dry.codes).toEqual([]);
    expect(changes(dry).sort()).toEqual(['DestinationRule created', 'VirtualService created']);
    expect((await server.get(REVIEWS)).status).toBe(404);
    expect((await applied(folder)).codes).toEqual([]);
    const made = await live();
    expect(made.metadata.managedFields[0]).toMatchObject({ manager: 'mesh', operation: 'Apply' });
    expect(changes(await applied(folder)).sort()).toEqual(['DestinationRule unchanged', 'VirtualService unchanged']);
    expect((await live()).metadata.resourceVersion).toBe(made.metadata.resourceVersion);
    const other = await applied(project(program(80, ' { timeout 2s }')), { dryRun: true });
    expect(changes(other).sort()).toEqual(['DestinationRule unchanged', 'VirtualService changed']);
    expect((await live()).spec.http[0].route[0].weight).toBe(90);
    await applied(project(program(80, ' { timeout 2s }')));
    expect((await live()).spec.http[0].timeout).toBe('2s');
    await applied(folder);
    expect((await live()).spec.http[0].timeout).toBeUndefined();
  });

  test('another manager: a conflict, nothing written, taken over only when forced; what it added stays', async () => {
    const folder = project(program(90));
    await applied(folder);
    const { apiVersion, kind, spec } = await live();
    const metadata = { name: 'reviews', namespace: space };
    const theirs = {
      apiVersion,
      kind,
      metadata: { ...metadata, annotations: { by: 'hand' } },
      spec: { ...spec, hosts: ['other'] },
    };
    expect((await server.apply(REVIEWS, theirs, { fieldManager: 'hand', force: 'true' })).status).toBe(200);
    const refused = await applied(folder);
    expect(refused.codes).toContain(findings.fieldConflict.code);
    expect(refused.messages).toContain('belongs to hand');
    expect((await live()).spec.hosts).toEqual(['other']);
    expect((await applied(folder, { forceConflicts: true })).codes).toEqual([]);
    const taken = await live();
    expect(taken.spec.hosts).toEqual(spec.hosts);
    expect(taken.metadata.annotations.by).toBe('hand');
  });

  test('what the server does not take is told before anything is written', async () => {
    const included = (object: object): string => project(program(90), JSON.stringify(object));
    const metadata = { name: 'extra', namespace: space };
    const odd = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata,
      spec: { hosts: ['x'], retry: {} },
    };
    const refused = await applied(included(odd));
    expect([refused.codes, refused.messages]).toEqual([
      [findings.objectRefused.code],
      expect.stringContaining('spec.retry'),
    ]);
    const containers = [{ name: 'c', image: 'i', img: 'typo' }];
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers } };
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { selector: { matchLabels: { a: 'b' } }, template },
    };
    expect((await applied(included(deployment))).messages).toContain('img');
    const unknown = await applied(included({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata }));
    expect(unknown.codes).toEqual([findings.kindUnknown.code]);
    const nowhere = await applied(project(program(90).replace(space, 'nowhere')));
    expect(new Set(nowhere.codes)).toEqual(new Set([findings.namespaceMissing.code]));
    expect((await server.get(`${objectsIn('virtualservices')}/extra`)).status).toBe(404);
  });

  test('a foreign object of the same name stays as it is', async () => {
    const path = `${objectsIn('virtualservices')}/ratings`;
    const spec = { hosts: ['theirs'], http: [{ route: [{ destination: { host: 'theirs' } }] }] };
    const theirs = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'ratings', namespace: space },
      spec,
    };
    await server.apply(path, theirs, { fieldManager: 'kubectl' });
    const folder = project(`${program(90)}service ratings { port 80 http }\nroute ratings -> ratings { timeout 1s }\n`);
    const refused = await applied(folder, { prune: true });
    expect(refused.codes).toEqual([findings.foreignObject.code]);
    expect((await live(path)).spec).toEqual(spec);
    await applied(project(program(90)), { prune: true });
    expect((await live(path)).spec).toEqual(spec);
  });

  test('prune: what the program no longer has, and nothing else', async () => {
    const two = project(`${program(90)}service details { port 80 http }\nroute details -> details { timeout 1s }\n`);
    const details = `${objectsIn('virtualservices')}/details`;
    await applied(two);
    expect((await server.get(details)).status).toBe(200);
    const left = await applied(project(program(90)));
    expect(left.plan?.stale.map(({ name }) => name.name)).toEqual(['details']);
    expect((await server.get(details)).status).toBe(200);
    expect((await applied(project(program(90)), { prune: true })).codes).toEqual([]);
    expect((await server.get(details)).status).toBe(404);
    expect((await server.get(REVIEWS)).status).toBe(200);
  });

  // The server has the definitions of Gateway API 1.6: what earlier versions allow it may refuse.
  test.each(['istio@1.31', 'istio@1.22', 'gateway-api@1.6'])(
    'everything that is written for %s is taken',
    async (name) => {
      const { platform, version } = chooseTarget(name) as TargetChoice;
      const refused: string[] = [];
      const known = new Set<string>();
      let taken = 0;
      for (const { name: from, compilation } of await everyProgram()) {
        const report = new Report();
        const objects = platform.build(compilation.mesh, { version, report }).map(({ root }) => toPlain(root));
        if (report.hasErrors) continue;
        for (const object of objects as readonly Plain[]) {
          const { namespace } = object.metadata;
          if (!known.has(namespace)) await makeNamespace(namespace);
          known.add(namespace);
          const answer = await server.apply(pathOf(object), object as never, {
            fieldManager: 'mesh',
            dryRun: 'All',
            fieldValidation: 'Strict',
            force: 'true',
          });
          if (answer.status < 300) taken++;
          else refused.push(`${from} ${object.kind} ${object.metadata.name}: ${String(answer.body.message)}`);
        }
      }
      console.log(`${name}: ${taken} objects taken`);
      expect(refused).toEqual([]);
      expect(taken).toBeGreaterThan(100);
    },
  );
});

interface Plain {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
}

const PLURALS: Readonly<Record<string, string>> = {
  BackendTLSPolicy: 'backendtlspolicies',
  Gateway: 'gateways',
  ServiceEntry: 'serviceentries',
  Telemetry: 'telemetries',
};

function pathOf({ apiVersion, kind, metadata: { name, namespace } }: Plain): string {
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}/namespaces/${namespace}/${plural}/${name}`;
}
