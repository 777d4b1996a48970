// `mesh apply` and `mesh diff --cluster` against a small API server: what is written, what is left alone, and every way in which a cluster
// says no (M9102 … M9112).
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PART_OF } from '../../src/cli/cluster/apply-set.ts';
import { carryOut } from '../../src/cli/cluster/carry-out.ts';
import { type SessionOptions, withPlan } from '../../src/cli/cluster/session.ts';
import { catalogue, Report } from '../../src/diagnostics/index.ts';
import { folderWith } from '../support/run-mesh.ts';
import { type FakeCluster, fakeCluster, pem } from './fake-cluster.ts';

const { cluster: findings } = catalogue;
const target = ['istio@1.30'];
const VS = '/apis/networking.istio.io/v1/namespaces/shop/virtualservices';

const routes = (...names: readonly string[]): string =>
  `namespace shop\n${names.map((name) => `service ${name} { port 80 http }\nroute ${name} -> ${name} { timeout 2s }\n`).join('')}`;

/** A project and a kubeconfig in one folder. `user` and `cluster` go into the kubeconfig. */
function project(server: string, program: string, user: object = { token: 't' }, cluster: object = {}): string {
  const folder = folderWith({ 'shop/a.mesh': program });
  writeFileSync(
    join(folder, 'kubeconfig'),
    JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u', namespace: 'shop' } }],
      clusters: [{ name: 'k', cluster: { server, ...cluster } }],
      users: [{ name: 'u', user }],
    }),
  );
  return folder;
}

interface Outcome {
  readonly codes: readonly string[];
  readonly messages: string;
  readonly changes: readonly string[];
  readonly stale: readonly string[];
}

/** What `mesh apply` does, in this process. */
async function applied(
  folder: string,
  options: Partial<SessionOptions> & { readonly prune?: boolean; readonly dryRun?: boolean } = {},
): Promise<Outcome> {
  const report = new Report();
  let changes: readonly string[] = [];
  let stale: readonly string[] = [];
  const session = { kubeconfig: join(folder, 'kubeconfig'), target, pace: 2, ...options };
  await withPlan([join(folder, 'shop')], session, report, async (plan, cluster) => {
    changes = plan.objects.map(({ name, change }) => `${name.name} ${change}`);
    stale = plan.stale.map(({ name }) => name.name);
    if (!options.dryRun) await carryOut(cluster, plan, options, () => {}, report);
  });
  const found = report.sorted();
  return {
    codes: found.map(({ code }) => code),
    messages: found.map(({ message }) => message).join('\n'),
    changes,
    stale,
  };
}

const names = (cluster: FakeCluster): string[] =>
  [...cluster.objects.keys()].map((path) => path.split('/').slice(-2).join('/')).sort();

test('created, unchanged, changed; a dry run writes nothing', async () => {
  const cluster = await fakeCluster();
  const folder = project(cluster.server, routes('a', 'b'));
  expect(await applied(folder, { dryRun: true })).toMatchObject({ codes: [], changes: ['a created', 'b created'] });
  expect(cluster.writes).toEqual([]);
  await applied(folder);
  expect(names(cluster)).toEqual(['configmaps/mesh-shop', 'virtualservices/a', 'virtualservices/b']);
  const { body, managers } = cluster.objects.get(`${VS}/a`)!;
  expect(managers).toEqual(['mesh']);
  expect((body.metadata as { labels: Record<string, string> }).labels[PART_OF]).toMatch(/^applyset-[\w-]{43}-v1$/);
  const parent = cluster.objects.get('/api/v1/namespaces/shop/configmaps/mesh-shop')!.body.metadata as Record<
    string,
    Record<string, string>
  >;
  expect(parent.labels?.['applyset.kubernetes.io/id']).toBe(
    (body.metadata as { labels: Record<string, string> }).labels[PART_OF],
  );
  expect(parent.annotations?.['applyset.kubernetes.io/contains-group-kinds']).toBe(
    'VirtualService.networking.istio.io',
  );
  expect((await applied(folder)).changes).toEqual(['a unchanged', 'b unchanged']);
  cluster.writes.length = 0;
  writeFileSync(join(folder, 'shop/a.mesh'), routes('a', 'b').replace('-> b { timeout 2s', '-> b { timeout 3s'));
  expect((await applied(folder)).changes).toEqual(['a unchanged', 'b changed']);
  expect(cluster.writes.filter((each) => each.includes('virtualservices'))).toEqual([`PATCH ${VS}/b`]);
});

test('--prune deletes what mesh made and the program no longer has, nothing else', async () => {
  const cluster = await fakeCluster();
  const folder = project(cluster.server, routes('a', 'b'));
  await applied(folder);
  const { metadata } = cluster.objects.get(`${VS}/a`)!.body;
  // Labelled like ours, but not made by mesh; and one of nobody's set.
  cluster.put(
    `${VS}/labelled`,
    { kind: 'VirtualService', metadata: { ...(metadata as object), name: 'labelled' } },
    'kubectl',
  );
  cluster.put(`${VS}/other`, { kind: 'VirtualService', metadata: { name: 'other', namespace: 'shop' } }, 'kubectl');
  writeFileSync(join(folder, 'shop/a.mesh'), routes('a'));
  expect((await applied(folder)).stale).toEqual(['b']);
  expect(cluster.objects.has(`${VS}/b`)).toBe(true);
  expect((await applied(folder, { prune: true, dryRun: true })).stale).toEqual(['b']);
  expect(cluster.objects.has(`${VS}/b`)).toBe(true);
  await applied(folder, { prune: true });
  expect(names(cluster)).toEqual([
    'configmaps/mesh-shop',
    'virtualservices/a',
    'virtualservices/labelled',
    'virtualservices/other',
  ]);
});

test('what routes send to is written before them, and taken away after them', async () => {
  const cluster = await fakeCluster();
  const canary = (from: string, to: string): string =>
    `namespace shop\nservice a { port 80 http; version ${from}, ${to} }\nroute a -> 10% to ${to}, rest to ${from}\n`;
  const folder = project(cluster.server, canary('v1', 'v2'));
  const kinds = async (options: object = {}): Promise<string[]> => {
    cluster.writes.length = 0;
    await applied(folder, options);
    return cluster.writes.map((each) => each.replace(/ .*\/(\w+)\/[\w-]+$/, ' $1'));
  };
  expect(await kinds()).toEqual(['PATCH configmaps', 'PATCH destinationrules', 'PATCH virtualservices']);
  writeFileSync(join(folder, 'shop/a.mesh'), canary('v2', 'v3'));
  expect(await kinds()).toEqual(['PATCH configmaps', 'PATCH virtualservices', 'PATCH destinationrules']);
  writeFileSync(join(folder, 'shop/a.mesh'), 'namespace shop\nservice a { port 80 http }\n');
  expect(await kinds({ prune: true })).toEqual([
    'PATCH configmaps',
    'DELETE virtualservices',
    'DELETE destinationrules',
    'PATCH configmaps',
  ]);
});

test('a foreign object and a conflict: nothing is written, unless forced', async () => {
  const cluster = await fakeCluster();
  const folder = project(cluster.server, routes('a', 'b'));
  cluster.put(`${VS}/b`, { kind: 'VirtualService', metadata: { name: 'b', namespace: 'shop' }, spec: {} }, 'kubectl');
  const foreign = await applied(folder);
  expect(foreign.codes).toEqual([findings.foreignObject.code]);
  expect(foreign.messages).toContain('belongs to kubectl');
  expect(cluster.writes).toEqual([]);
  expect((await applied(folder, { forceConflicts: true })).codes).toEqual([]);
  expect(cluster.objects.get(`${VS}/b`)?.managers).toEqual(['mesh']);
  const live = cluster.objects.get(`${VS}/a`)!;
  live.body = { ...live.body, spec: { hosts: ['changed'] } };
  live.managers = ['mesh', 'console'];
  cluster.writes.length = 0;
  const conflict = await applied(folder);
  expect(conflict.codes).toEqual([findings.fieldConflict.code]);
  expect(conflict.messages).toContain('`spec.http` belongs to console');
  expect(cluster.writes).toEqual([]);
});

test('kinds, namespaces and objects that the cluster does not take; its warnings', async () => {
  const cluster = await fakeCluster();
  const gateway = await applied(project(cluster.server, routes('a')), { target: ['gateway-api@1.4'] });
  expect(gateway.codes).toEqual([findings.kindUnknown.code]);
  const elsewhere = await applied(project(cluster.server, routes('a').replace('namespace shop', 'namespace nowhere')));
  expect(elsewhere.codes).toEqual([findings.namespaceMissing.code]);
  const refused = await applied(
    project(cluster.server, routes('refuse-me').replace('route refuse-me', 'route refuse-me')),
  );
  expect(refused.codes).toEqual([findings.objectRefused.code]);
  expect(refused.messages).toContain('Invalid value');
  const untyped = await applied(project(cluster.server, routes('untyped-me')));
  expect(untyped.codes).toEqual([findings.objectRefused.code]);
  expect(untyped.messages).toContain('field not declared in schema');
  const warned = await applied(project(cluster.server, routes('warn-me')));
  expect(new Set(warned.codes)).toEqual(new Set([findings.clusterNote.code]));
  expect(warned.messages).toContain('the cluster says: this is "old"');
  expect(cluster.objects.has(`${VS}/warn-me`)).toBe(true);
});

test('a cluster that is not there, half there, or refuses', async () => {
  const cluster = await fakeCluster();
  const folder = project(cluster.server, routes('a', 'b', 'c'));
  const after = async (misbehave: FakeCluster['misbehave']): Promise<Outcome> => {
    cluster.misbehave = misbehave;
    return applied(folder);
  };
  const refused = JSON.stringify({ message: 'virtualservices is forbidden' });
  expect((await after(() => ({ status: 401, body: '{}' }))).codes).toEqual([findings.clusterRefuses.code]);
  const forbidden = await after((_, asked) => (asked % 5 === 0 ? { status: 403, body: refused } : undefined));
  expect(forbidden.codes).toEqual([findings.clusterRefuses.code]);
  expect(forbidden.messages).toContain('is forbidden');
  expect((await after(() => ({ status: 200, body: '<html><h1>Log in</h1></html>' }))).codes).toEqual([
    findings.clusterUnreachable.code,
  ]);
  expect((await after(() => ({ status: 503, body: '{"message":"etcd is away"}' }))).codes).toEqual([
    findings.clusterBusy.code,
  ]);
  expect((await after(() => 'break')).codes).toEqual([findings.clusterUnreachable.code]);
  expect(cluster.writes).toEqual([]);
  // Broken off in the middle of writing: what is there is whole, and the next run finishes.
  let writes = 0;
  const broken = await after((request) =>
    request.method === 'PATCH' && !request.url?.includes('dryRun') && ++writes > 2 ? 'break' : undefined,
  );
  expect(broken.codes).toEqual([findings.clusterUnreachable.code]);
  expect(cluster.writes.length).toBe(2);
  // Busy for a moment is no failure.
  let busy = 0;
  const finished = await after(() => (++busy % 7 === 1 ? { status: 429, body: '{}' } : undefined));
  expect(finished.codes).toEqual([]);
  expect(names(cluster)).toEqual([
    'configmaps/mesh-shop',
    'virtualservices/a',
    'virtualservices/b',
    'virtualservices/c',
  ]);
  const gone = project('http://127.0.0.1:1', routes('a'));
  expect((await applied(gone)).messages).toContain('nothing listens there');
});

test('a project with several targets has to choose', async () => {
  const folder = project('http://127.0.0.1:1', routes('a'));
  writeFileSync(join(folder, 'shop/mesh.yaml'), 'language: 1\ntargets: [istio@1.30, gateway-api@1.4]\n');
  await expect(
    withPlan([join(folder, 'shop')], { kubeconfig: join(folder, 'kubeconfig') }, new Report(), async () => {}),
  ).rejects.toThrow('choose with --target istio@1.30 or gateway-api@1.4');
});

test('certificates', async () => {
  const data = (text: string): string => Buffer.from(text).toString('base64');
  const authority = (name: string) => ({ 'certificate-authority-data': data(pem(name)) });
  const good = await fakeCluster('valid.pem');
  const secret = { token: 't' };
  expect((await applied(project(good.server, routes('a'), secret, authority('valid.pem')))).codes).toEqual([]);
  const unknown = await applied(project(good.server, routes('a'), secret));
  expect(unknown.codes).toEqual([findings.clusterUntrusted.code]);
  const expired = await fakeCluster('expired.pem');
  const late = await applied(project(expired.server, routes('a'), secret, authority('expired.pem')));
  expect(late.messages).toContain('it ran out');
  const client = { 'client-certificate-data': data(pem('expired.pem')), 'client-key-data': data(pem('key.pem')) };
  const own = await applied(project(good.server, routes('a'), client, authority('valid.pem')));
  expect(own.messages).toContain('ran out on 2021-01-01');
  expect(own.codes).toEqual([findings.clusterUntrusted.code]);
});

test('exec plugins and kubeconfigs that cannot be used', async () => {
  const cluster = await fakeCluster();
  let seen = '';
  cluster.misbehave = (request) => {
    seen = request.headers.authorization ?? '';
    return undefined;
  };
  const plugin = (script: string) => ({
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['-e', script],
      env: [{ name: 'WHO', value: 'me' }],
    },
  });
  const script =
    'console.log(JSON.stringify({status: {token: process.env.WHO + JSON.parse(process.env.KUBERNETES_EXEC_INFO).kind}}))';
  expect((await applied(project(cluster.server, routes('a'), plugin(script)))).codes).toEqual([]);
  expect(seen).toBe('Bearer meExecCredential');
  const broken = findings.kubeconfigBroken.code;
  expect((await applied(project(cluster.server, routes('a'), plugin('process.exit(3)')))).messages).toContain(
    'ended with 3',
  );
  expect((await applied(project('nonsense', routes('a')))).codes).toEqual([broken]);
  const folder = project(cluster.server, routes('a'));
  expect((await applied(folder, { context: 'other' })).messages).toContain('no context `other`');
  expect((await applied(folder, { kubeconfig: join(folder, 'none') })).codes).toEqual([broken]);
});

function run(folder: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const entry = join(import.meta.dirname, '..', '..', 'src', 'cli', 'mesh.ts');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [entry, ...args, '--kubeconfig', 'kubeconfig', '--target', 'istio@1.30'], {
      cwd: folder,
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part) => {
      out += part;
    });
    child.stderr.on('data', (part) => {
      err += part;
    });
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

test('the commands: words, exit codes', async () => {
  const cluster = await fakeCluster();
  const folder = project(cluster.server, routes('a'));
  const before = await run(folder, 'diff', '--cluster', 'shop');
  expect(before.code).toBe(1);
  expect(before.out).toContain('VirtualService shop/a would be created');
  expect(before.out).toContain('+    timeout: 2s');
  const dry = await run(folder, 'apply', 'shop', '--dry-run');
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('dry run: 1 created, 0 changed, 0 unchanged') });
  expect(await run(folder, 'apply', 'shop')).toMatchObject({ code: 0, out: expect.stringContaining('a created') });
  expect(await run(folder, 'diff', '--cluster', 'shop')).toMatchObject({
    code: 0,
    out: 'The cluster is as the program says.\n',
  });
  cluster.misbehave = () => ({ status: 401, body: '{}' });
  expect(await run(folder, 'apply', 'shop')).toMatchObject({ code: 2, err: expect.stringContaining('M9105') });
});
