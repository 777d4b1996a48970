// Who decides a call in a mesh of Envoys and Linkerds, what each is told, and what is refused.
import { describe, expect, test } from 'vitest';
import { memberAt, type Node, toPlain, writeYaml } from '../../../src/documents/index.ts';
import { graphOf } from '../../../src/graph/index.ts';
import { decide, decisionData, explainDecision, parseRequest } from '../../../src/meaning/index.ts';
import { buildHybrid } from '../../support/hybrids.ts';
import { built } from '../linkerd/programs.ts';

const shop = (
  proxies: { reviews?: string; ratings?: string } = {},
  ratings = 'when header "x" == "1" -> v2\n  else -> v1',
) => `
service productpage { port 9080 http; calls reviews }
service reviews { port 9080 http; version v1, v2; ${proxies.reviews ?? 'proxy linkerd'}; calls ratings }
service ratings { port 9080 http; port 9081 http; version v1, v2; ${proxies.ratings ?? 'proxy envoy'} }
route reviews {
  when header "x" == "1" -> v2 { delay 1s on 5% }
  else                   -> v1
}
route ratings:9080 {
  ${ratings}
}`;
const target = 'envoy@1.40';

describe('who decides', () => {
  test('the proxy of the caller, where it can', () => {
    const { answer, found } = built(shop({}, 'when method == POST -> v2\n  else -> v1'), { target });
    expect(found).toEqual([]);
    expect(answer('POST ratings:9080/')).toBe('shop/9080/ratings-v2');
    expect(answer('GET ratings:9081/')).toBe('shop/9081/ratings');
  });

  test('the Envoy of the callee where a Linkerd cannot, on a port of its own', () => {
    const { answer, found, text, documents } = built(shop(), { target });
    expect(found).toEqual([]);
    expect(answer('GET ratings:9080/')).toBe('shop/15010/ratings');
    expect(answer('GET ratings:9081/')).toBe('shop/9081/ratings');
    expect(text('sidecar/shop/ratings.v1.yaml')).toMatch(/name: relay_9080[\s\S]*port_value: 15010/);
    expect(text('sidecar/shop/ratings.v1.yaml')).not.toContain('relay_9081');
    expect(text('sidecar/shop/productpage.yaml')).not.toContain('relay_');
    expect(documents.find(({ path }) => path === 'linkerd/shop/l5d.yaml')?.comments).toEqual([
      'needs port 15010 of Service ratings in namespace shop, where its Envoys decide',
    ]);
  });

  test.each([
    'retry 3 on 5xx',
    'abort 503 on 10%',
    'mirror 5% to v2',
    'rewrite path "/x"',
    'response header set "a" "b"',
  ])('%s is done by the callee', (setting) => {
    const { answer, found, text } = built(shop({}, `else -> v1 { ${setting} }`), { target });
    expect(found).toEqual([]);
    expect(answer('GET ratings:9080/')).toBe('shop/15010/ratings');
    expect(text('sidecar/shop/ratings.v2.yaml')).toContain('relay|9080|v1|ratings.shop.svc.cluster.local');
  });

  test('callees behind Linkerd that only Envoys call need nothing of it', () => {
    const { found, answer, text } = built(shop(), { target });
    expect(found).toEqual([]);
    expect(answer('GET reviews:9080/')).toBe('fail');
    expect(text('sidecar/shop/productpage.yaml')).toContain('outbound|9080|v2|reviews.shop.svc.cluster.local');
  });

  test('no Envoy is written for workloads behind Linkerd, and the gateways are those of the target', () => {
    const program = `${shop()}\ngateway web { port 80 http }\ningress "*" on web -> productpage`;
    const paths = (name: string) =>
      built(program.replace(/ { delay 1s on 5% }/, ''), { target: name }).documents.map(({ path }) => path);
    expect(paths(target).filter((path) => !path.startsWith('watched-'))).toEqual([
      'gateway/shop/web.yaml',
      'linkerd/shop/l5d.yaml',
      'sidecar/shop/productpage.yaml',
      'sidecar/shop/ratings.v1.yaml',
      'sidecar/shop/ratings.v2.yaml',
    ]);
    const other = built(
      `service a { port 80 http; calls b }\nservice b { port 80 http; proxy envoy; calls a }\ngateway web { port 80 http }\ningress "*" on web -> a`,
      { target: 'linkerd@1.7' },
    );
    expect(other.found).toEqual([]);
    expect(other.documents.map(({ path }) => path).filter((path) => !path.startsWith('watched-'))).toEqual([
      'linkerd/shop/l5d.yaml',
      'linkerd/shop/web.yaml',
      'sidecar/shop/b.yaml',
    ]);
  });

  test('`from` is settled for the callers behind Linkerd', () => {
    const rules = 'when from reviews and header "x" == "1" -> v2\n  when from productpage -> v2\n  else -> v1';
    const { found, documents } = built(shop({}, rules), { target });
    expect(found).toEqual([]);
    const envoy = documents.find(({ path }) => path === 'sidecar/shop/ratings.v1.yaml');
    const { listeners } = toPlain(memberAt((envoy as never as { root: Node }).root, 'static_resources') as Node) as {
      listeners: { name: string }[];
    };
    const relay = JSON.stringify(listeners.find(({ name }) => name === 'relay_9080'));
    expect(relay.match(/"cluster":"relay\|9080\|v2/g)?.length).toBe(1);
    expect(relay.match(/"cluster":"relay\|9080\|v1/g)?.length).toBe(1);
  });

  test('`mesh route` says which proxy decides, for every hop', () => {
    const { mesh } = built(shop(), { target });
    const { left } = buildHybrid(mesh);
    expect(left).toEqual(new Set(['shop/ratings:9080']));
    const proxies = [
      'reviews:9080 --from productpage',
      'ratings:9080 --from reviews',
      'ratings:9081 --from reviews',
    ].map((words) => {
      const [url = '', ...more] = words.split(' ');
      const parsed = parseRequest(mesh, ['GET', `http://${url}/`, ...more]);
      if (parsed.problem !== undefined || !parsed.requests[0]) throw new Error(words);
      const decision = decide(mesh, parsed.requests[0], { left });
      expect(decisionData(decision)).toMatchObject({ proxy: decision.proxy });
      return explainDecision(decision).split('\n')[1]?.trim();
    });
    expect(proxies).toEqual([
      'the envoy proxy of shop/productpage decides by route shop/reviews',
      'the linkerd proxy of shop/reviews leaves it to the envoy proxy of shop/ratings, which decides by route shop/ratings:9080',
      'the linkerd proxy of shop/reviews decides by service shop/ratings',
    ]);
  });
});

test('the graph says which proxy decides each call', () => {
  const { mesh } = built(shop(), { target });
  const says = graphOf(mesh, buildHybrid(mesh))
    .edges.filter(({ kind }) => kind === 'calls')
    .map(({ from, to, says: words }) => `${from} > ${to}: ${words.join(', ')}`);
  expect(says).toEqual([
    'service shop/productpage > service shop/reviews: decided by the envoy of productpage',
    'service shop/reviews > service shop/ratings: decided by the linkerd of reviews, left to the envoy of ratings',
  ]);
  const alone = built('service a { port 80 http; calls b }\nservice b { port 80 http }', { target }).mesh;
  expect(graphOf(alone).edges.map((edge) => edge.says)).toEqual([[]]);
});

describe('refused', () => {
  test('a call that neither side can carry out: at the construct, with the call', () => {
    const { diagnostics, found } = built(shop({ ratings: 'proxy linkerd' }), { target });
    expect(found).toEqual(['M5510 header "x" == "1"']);
    expect(diagnostics[0]?.related?.map(({ message }) => message)).toEqual([
      'called by shop/reviews, behind linkerd@1.7',
    ]);
  });

  test('without `calls` everybody may call everything', () => {
    const { found } = built(shop().replaceAll(/; calls \w+/g, ''), { target });
    expect(found.map((one) => one.slice(0, 5))).toEqual(['M5510', 'M5510']);
  });

  test('rules that tell workloads of one Linkerd apart', () => {
    const rules = 'when from reviews@v1 -> v2\n  else -> v1';
    expect(built(shop({}, rules), { target }).found).toEqual(['M5511 from reviews@v1']);
  });

  test('a protocol that Linkerd does not speak, whoever is called', () => {
    const { found } = built(
      'service a { port 80 http; proxy linkerd; calls b }\nservice b { port 90 grpc; proxy envoy }',
      { target },
    );
    expect(found).toEqual(['M5510 port 90 grpc']);
  });

  test.each([
    ['proxy nginx', 'M3007 nginx'],
    ['proxy linkerd "1.9"', 'M5514 proxy linkerd "1.9"'],
    ['proxy envoy "0.9"', 'M5514 proxy envoy "0.9"'],
    ['proxy envoy "1.30"', 'M5515 proxy envoy "1.30"'],
    ['proxy linkerd 1.7', 'M3003 1.7'],
  ])('%s', (proxy, expected) => {
    expect(built(`service a { port 80 http; ${proxy} }`, { target }).found[0]).toBe(expected);
  });

  test('versions of a family are that family; two families cannot be in one mesh', () => {
    expect(built('service a { port 80 http; proxy linkerd "1.7.4" }', { target }).found).toEqual([]);
    const { found } = built('service a { port 80 http; proxy linkerd "1.4" }', { target: 'linkerd@1.7' });
    expect(found).toEqual(['M5515 proxy linkerd "1.4"']);
  });
});

test('the same mesh gives the same bytes', () => {
  const write = (): string => writeYaml(built(shop(), { target }).documents);
  expect(write()).toBe(write());
});
