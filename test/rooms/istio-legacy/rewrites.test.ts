// What a destination sees after a rewrite: the path that the program means is the one that Envoy makes of the rule.
import { expect, test } from 'vitest';
import { decide, makeRequest } from '../../../src/meaning/index.ts';
import { decideInMesh } from '../../support/route-rules/index.ts';
import { buildProgram } from './programs.ts';
import { simulated } from './worlds.ts';

const PATHS = ['/', '/a', '/a/', '/a/b', '/a/b/c', '/ab', '/b', '/a/a'];
const REWRITES: readonly (readonly [condition: string, rewrite: string])[] = [
  ['path under "/a"', 'rewrite prefix "/a" to "/x"'],
  ['path under "/a"', 'rewrite prefix "/a" to "/"'],
  ['path under "/a"', 'rewrite prefix "/a" to "/x/y"'],
  ['path under "/a/b"', 'rewrite prefix "/a" to "/x"'],
  ['path in ("/a", "/a/b")', 'rewrite path "/x"'],
  ['path == "/a/b"', 'rewrite prefix "/a" to "/x"'],
  ['path == "/b"', 'rewrite host "other.example.org"'],
];

for (const [condition, rewrite] of REWRITES) {
  test(`${condition}: ${rewrite}`, () => {
    for (const version of ['0.1', '0.8'] as const) {
      const text = `namespace shop\nservice reviews { port 80 http; version v1, v2 }\nroute reviews {\n  when ${condition} -> v2 { ${rewrite} }\n  else -> v1\n}\n`;
      const { mesh, config, codes } = buildProgram(text, version);
      expect(codes).toEqual([]);
      for (const path of PATHS) {
        const request = makeRequest({
          address: { kind: 'service', target: 'shop/reviews' },
          port: 80,
          host: 'reviews',
          path,
        });
        const { outcome } = decide(mesh, request);
        const sent = decideInMesh(config, { to: 'reviews.shop.svc.cluster.local', ...simulated(request) });
        const meant = outcome.kind === 'forward' ? outcome.sent : undefined;
        expect({ path, sent: sent.path ?? path, host: sent.authority ?? 'reviews' }).toEqual({
          path,
          sent: meant?.path,
          host: meant?.host,
        });
      }
    }
  });
}
