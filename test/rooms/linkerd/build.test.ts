// What a Linkerd of its own is told, and what it makes of it: order, whole segments, shares, limits, names, namers, doors.
import { describe, expect, test } from 'vitest';
import { type LinkerdVersion, linkerdProblems } from '../../support/linkerd-yaml.ts';
import { built } from './programs.ts';

const reviews = 'service reviews { port 9080 http; version v1, v2, v3 }';

describe('rules', () => {
  test('the first rule that matches decides, though later entries of a dtab win', () => {
    const { answer, found } = built(`${reviews}
route reviews {
  when path under "/a/b" -> v3
  when path under "/a"   -> v2
  when path under "/a/c" -> v1
  else                   -> v1
}`);
    expect(found).toEqual(['M5513 path under "/a/b"']);
    expect(answer('GET reviews:9080/a/b/x')).toBe('shop/9080/reviews-v3');
    expect(answer('GET reviews:9080/a/c')).toBe('shop/9080/reviews-v2');
    expect(answer('GET reviews:9080/ab')).toBe('shop/9080/reviews-v1');
  });

  test('a general rule before a special one takes its requests', () => {
    const { answer } = built(`${reviews}
route reviews {
  when path under "/a"                      -> v2
  when path under "/a/b" or method == POST  -> v3
  else                                      -> v1
}`);
    expect(answer('POST reviews:9080/a/b')).toBe('shop/9080/reviews-v2');
    expect(answer('POST reviews:9080/z')).toBe('shop/9080/reviews-v3');
    expect(answer('GET reviews:9080/z')).toBe('shop/9080/reviews-v1');
  });

  test('one path and what is below it are told apart', () => {
    const { answer } = built(`${reviews}
route reviews {
  when path == "/a"             -> v2
  when path starts "/a/" and not path under "/a/x" -> v3
  else                          -> v1
}`);
    expect(['/a', '/a/b', '/a/x', '/a/x/y', '/', '/b/a'].map((path) => answer(`GET reviews:9080${path}`))).toEqual(
      ['v2', 'v3', 'v1', 'v1', 'v1', 'v1'].map((version) => `shop/9080/reviews-${version}`),
    );
  });

  test('hosts are tested by each name', () => {
    const { answer, found } = built(`${reviews}
route reviews {
  when host ends ".local" -> v2
  else                    -> v1
}`);
    expect(found).toEqual([]);
    expect(answer('GET reviews.shop.svc.cluster.local:9080/')).toBe('shop/9080/reviews-v2');
    expect(answer('GET reviews:9080/')).toBe('shop/9080/reviews-v1');
  });

  test('where its endpoints are gone, what came before in the dtab is not asked', () => {
    const { answer } = built(`${reviews}
route reviews {
  when path under "/a" -> v2
  else                 -> v1
}`);
    const gone = ['/#/io.l5d.k8s/shop/9080/reviews-v2'];
    expect(answer('GET reviews:9080/a', 4140, gone)).toBe('fail');
    expect(answer('GET reviews:9080/b', 4140, gone)).toBe('shop/9080/reviews-v1');
  });
});

describe('shares', () => {
  test('weights are whole, so that nothing is lost where they are shown with two decimals', () => {
    const { answer, dtab } = built(`${reviews}\nroute reviews -> 99.9995% to v1, 0.0005% to v2`);
    expect(answer('GET reviews:9080/')).toBe('199999 shop/9080/reviews-v1, 1 shop/9080/reviews-v2');
    expect(dtab).toContain('199999 * /#/io.l5d.k8s/shop/9080/reviews-v1 & 1 * /#/io.l5d.k8s/shop/9080/reviews-v2 | !');
    const shown = (weight: number): string => weight.toFixed(2);
    expect([199999, 1].map((weight) => Number(shown(weight)))).toEqual([199999, 1]);
  });

  test('a share of nothing is left out', () => {
    const { answer } = built(`${reviews}\nroute reviews -> 0% to v1, 100% to v2`);
    expect(answer('GET reviews:9080/')).toBe('shop/9080/reviews-v2');
  });

  test('several addresses share the part of their service', () => {
    const { answer } = built(`${reviews}
service old { host "old.local"; at "10.0.0.5", "10.0.0.6"; port 80 http { target 8080 } }
route reviews -> 90% to v1, 10% to old:80`);
    expect(answer('GET reviews:9080/')).toBe('18 shop/9080/reviews-v1, 1 inet 10.0.0.5/8080, 1 inet 10.0.0.6/8080');
  });
});

describe('limits', () => {
  test('a rule without a limit does not inherit that of a more general one', () => {
    const { answer } = built(`${reviews}
route reviews {
  when path under "/slow"   -> v2
  when path under "/slower" -> v2 { timeout none }
  when path under "/once"   -> v2 { retry never }
  else                      -> v1 { timeout 2s }
}`);
    const usual = '"retries":{"budget":{"minRetriesPerSec":10,"percentCanRetry":0.2,"ttlSecs":10}}';
    expect(answer('GET reviews:9080/')).toBe(`shop/9080/reviews-v1 {"totalTimeoutMs":2000,${usual}}`);
    expect(answer('GET reviews:9080/slow')).toBe(`shop/9080/reviews-v2 {"totalTimeoutMs":2147483647,${usual}}`);
    expect(answer('GET reviews:9080/slower')).toContain('"totalTimeoutMs":2147483647');
    expect(answer('GET reviews:9080/once')).toContain('"budget":{"minRetriesPerSec":0,"percentCanRetry":0');
  });

  test('clients: balance, failures, idle connections, TLS', () => {
    const { dtab, found } = built(`${reviews}
service details {
  port 9080 http { tls { sni "d.example.org"; ca "d-ca"; certificate "d-cert" } }
  balance round-robin
  eject { after 7 5xx; for 1m }
  connections { idle 10s }
}`);
    expect(found).toEqual([]);
    expect(linkerdProblems(dtab, '1.7')).toEqual([]);
    expect(dtab).toMatch(
      /- prefix: "?\/#\/io\.l5d\.k8s\/shop\/9080\/details"?\s+loadBalancer:\s+kind: roundRobin\s+failureAccrual:\s+kind: io\.l5d\.consecutiveFailures\s+failures: 7\s+backoff:\s+kind: constant\s+ms: 60000\s+hostConnectionPool:\s+idleTimeMs: 10000\s+tls:\s+commonName: d\.example\.org/,
    );
    expect(dtab).toContain('/etc/mesh/secrets/d-ca/ca.crt');
    expect(dtab).toContain('/etc/mesh/secrets/d-cert/tls.key');
  });
});

describe('names', () => {
  test('paths stand in names only where a rule asks for one', () => {
    expect(built(`${reviews}\nroute reviews -> v1`).dtab).not.toContain('httpUriInDst');
    expect(built(`${reviews}\nroute reviews -> v1`).answer('GET reviews:9080/odd,path/')).toBe('shop/9080/reviews-v1');
    const { answer } = built(`${reviews}\nroute reviews {\n  when path under "/a" -> v2\n  else -> v1\n}`);
    expect(answer('GET reviews:9080/odd,path/')).toBe('path');
  });

  test('every name of a service, its port unless it has only one, and nobody else', () => {
    const { answer } = built(`${reviews}\nservice two { port 80 http; port 81 http }`);
    const yes = ['reviews', 'reviews:9080', 'REVIEWS.shop', 'reviews.shop.svc:9080', 'reviews.shop.svc.cluster.local'];
    for (const name of yes) expect(answer(`GET ${name}/`)).toBe('shop/9080/reviews');
    expect(answer('GET two/')).toBe('shop/80/two');
    expect(answer('GET two:81/')).toBe('shop/81/two');
    for (const name of ['two:82', 'reviews:80', 'example.org']) expect(answer(`GET ${name}/`)).toBe('no-route');
  });

  test('undeclared hosts are looked up in DNS', () => {
    const { answer } = built(reviews, { undeclared: 'allow' });
    expect(answer('GET example.org/')).toBe('inet example.org/80');
    expect(answer('GET example.org:8080/')).toBe('inet example.org/8080');
    expect(answer('GET reviews:9080/')).toBe('shop/9080/reviews');
  });

  test('egress: the port outside, with TLS that Linkerd opens', () => {
    const { answer, dtab } = built(`${reviews}
egress bank { host "bank.example.org"; port 80 http { target 443; tls { ca "bank-ca" } } }`);
    expect(answer('GET bank.example.org/')).toBe('inet bank.example.org/443');
    expect(dtab).toMatch(/prefix: "?\/\$\/inet\/bank\.example\.org\/443"?\s+tls:\s+commonName: bank\.example\.org/);
  });

  test('`from` where all workloads behind Linkerd answer alike', () => {
    const { answer } = built(`${reviews}
route reviews {
  when from namespace other -> v3
  when from namespace shop  -> v2
  else                      -> v1
}`);
    expect(answer('GET reviews:9080/')).toBe('shop/9080/reviews-v2');
  });
});

describe('namers', () => {
  const namers = (discovery: string) =>
    built(`${reviews}\nroute reviews -> v1`, { discovery }).dtab.replace(
      /[\s\S]*?(namers:[\s\S]*?)?routers:[\s\S]*/,
      '$1',
    );
  const target = (discovery: string): string =>
    built(`${reviews}\nroute reviews -> v1`, { discovery }).answer('GET reviews/');

  test('each discovery has the namer that its names ask for', () => {
    expect(target('fs:disco')).toBe('/#/io.l5d.fs/reviews-v1.shop.9080');
    expect(namers('fs:disco')).toContain('kind: io.l5d.fs\n  rootDir: disco');
    expect(target('consul://consul.local/dc1')).toBe('/#/io.l5d.consul.tagged/dc1/v1/reviews');
    expect(namers('consul://consul.local:8501/dc1')).toMatch(
      /prefix: \/io\.l5d\.consul\.tagged\s+host: consul\.local\s+port: 8501\s+includeTag: true/,
    );
    expect(target('dns')).toBe('inet reviews-v1.shop.svc.cluster.local/9080');
    expect(namers('dns')).toBe('');
    expect(namers('kubernetes://api:8002')).toContain('kind: io.l5d.k8s\n  host: api\n  port: 8002');
  });

  test('no dtab names a namer that is not configured', () => {
    for (const discovery of ['kubernetes', 'dns', 'fs:disco', 'consul://c/dc1']) {
      const { dtab } = built(`${reviews}\nservice s { host "s.local"; port 80 http }`, { discovery });
      const used = new Set([...dtab.matchAll(/\/#\/([^/]+)/g)].map(([, namer]) => namer));
      const configured = [...dtab.matchAll(/- kind: (io\.l5d\.\S+)\n(?:\s+prefix: \/(\S+))?/g)].map(
        ([, kind, prefix]) => prefix ?? kind,
      );
      for (const namer of used) expect(configured).toContain(namer);
    }
  });
});

describe('doors', () => {
  const door = `${reviews}
gateway web { port 80 http; port 443 https { certificate "shop"; clients "ca" } }
ingress "shop.example.com" on web {
  when path under "/reviews" and scheme == https -> reviews@v2
  else                                           -> reviews@v1
}
ingress "*" on web:80 -> reviews@v3`;

  test('a router for each port, by hosts', () => {
    const { answer, text, diagnostics } = built(door);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(answer('GET shop.example.com/reviews/1', 80)).toBe('shop/9080/reviews-v1');
    expect(answer('GET shop.example.com/reviews/1', 443)).toBe('shop/9080/reviews-v2');
    expect(answer('GET shop.example.com:443/', 443)).toBe('shop/9080/reviews-v1');
    expect(answer('GET other.example.com/', 80)).toBe('shop/9080/reviews-v3');
    expect(answer('GET other.example.com/', 443)).toBe('no-route');
    const yaml = text('linkerd/shop/web.yaml');
    expect(linkerdProblems(yaml, '1.7')).toEqual([]);
    expect(yaml).toMatch(/clearContext: true\s+tls:\s+certPath: \/etc\/mesh\/secrets\/shop\/tls\.crt/);
    expect(yaml).toMatch(/caCertPath: \/etc\/mesh\/secrets\/ca\/ca\.crt\s+requireClientAuth: true/);
  });

  test('installed: a DaemonSet for the nodes, a Deployment for the gateway, secrets mounted', () => {
    const { documents, text } = built(door, { install: 'kubernetes' });
    expect(documents.map(({ path }) => path)).toEqual([
      'cluster-role-binding/shop/l5d.yaml',
      'cluster-role/shop/l5d.yaml',
      'config-map/shop/l5d-config.yaml',
      'config-map/shop/web-config.yaml',
      'daemon-set/shop/l5d.yaml',
      'deployment/shop/web.yaml',
      'service-account/shop/l5d.yaml',
      'service/shop/l5d.yaml',
      'service/shop/web.yaml',
    ]);
    expect(text('deployment/shop/web.yaml')).toMatch(
      /secretName: ca[\s\S]*secretName: shop[\s\S]*image: buoyantio\/linkerd:1\.7\.4/,
    );
    expect(text('daemon-set/shop/l5d.yaml')).toContain('hostPort: 4140');
  });
});

const VERSIONS: readonly LinkerdVersion[] = ['1.1.1', '1.3', '1.4', '1.5', '1.6', '1.7'];

test.each(VERSIONS)('%s starts with what is written for it', (version) => {
  const { dtab, diagnostics } = built(
    `${reviews}
route reviews {
  when method == POST -> 90% to v1, 10% to v2 { timeout 1s; retry never; name "posts" }
  else                -> v1
}
telemetry { metrics prometheus port 9991; metrics statsd "statsd:8125"; trace zipkin "zipkin:9411" sample 1%; access-log text }`,
    { target: `linkerd@${version}`, undeclared: 'allow' },
  );
  expect(diagnostics).toEqual([]);
  expect(linkerdProblems(dtab, version)).toEqual([]);
  expect(dtab).toContain('# posts');
  expect(dtab).toContain('httpAccessLog: /dev/stdout');
  expect(dtab).toContain('port: 9991');
});

test('the same sources give the same bytes', () => {
  const program = `${reviews}\nroute reviews {\n  when path under ("/b", "/a") -> v2\n  else -> v1\n}`;
  expect(built(program).dtab).toBe(built(program).dtab);
});
