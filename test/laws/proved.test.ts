// What a platform does not refuse is written so that, read back, it is proved to be the program: small programs that once were not, on the
// oldest and newest version of every platform that has a way back.
import { describe, expect, test } from 'vitest';
import { compile, emit } from '../../src/compile.ts';
import { readBack, readBackText } from '../../src/importer/index.ts';
import { allPlatforms } from '../../src/targets/index.ts';
import { Source } from '../../src/text/index.ts';
import { randomOf } from '../support/random.ts';
import { soundProgram } from '../support/sound-programs.ts';

const programs: Readonly<Record<string, string>> = {
  'a service without ports': 'service a {}\nservice b { port 80 http }',
  'a service with nothing to hide': 'service a { port 80 http; visible to shop }',
  'a hidden service with a door':
    'service a { port 80 http; version v1; visible to shop }\ngateway g { port 80 http }\ningress "a.example.com" on g -> a',
  'a gateway that says it all':
    'service a { port 80 http }\ngateway g { port 80 http; when path under "/" -> a }\ningress "*" on g {}',
  'a route of one of two ports': 'service a { port 80 http; port 81 http }\nroute a:80 -> a',
  'settings beside a port for connections': 'service a { port 80 http; port 81 tcp; timeout 1s }',
  'settings at connections': 'service a { port 80 tls; version v1, v2; timeout 1s }\nroute a -> 90% to v1, 10% to v2',
  'no retries': 'service a { port 80 http }\nroute a { retry never; else -> a { timeout 3s } }',
  'a policy for a version without requests': 'service a { port 80 http; version v1; version v2 { balance random } }',
  'ejection of the pods of a version':
    'service a { port 80 http; version v1; eject { after 1 5xx; check 1s; for 3m; at-most 1% } }\nroute a -> v1',
  'balancing at the only port': 'service a { port 80 http { balance random } }',
  'ejection in few words': 'service a { port 80 http; eject { after 5 5xx } }',
  'a cookie of the session': 'service a { port 80 http; balance hash cookie "u" }',
  'a cookie of no seconds': 'service a { port 80 http; balance hash cookie "u" ttl 0s }',
  'a redirect of a prefix':
    'service a { port 80 http }\nroute a { when path under "/d" -> redirect { prefix "/d" to "/e" }; else -> a }',
  'a redirect with a header':
    'service a { port 80 http }\nroute a { when path == "/d" -> redirect { path "/e"; response header set "x" "y" }; else -> a }',
  'a last answer with a header':
    'service a { port 80 http }\nroute a { when path == "/d" -> a; else -> respond 404 { response header set "x" "y" } }',
  'a prefix within what is asked for':
    'service a { port 80 http }\nroute a { when path under "/a" and path starts "/a/b" -> a { rewrite prefix "/a" to "/c/d" }; else -> a }',
  'a rewrite with anchors': 'service a { port 80 http }\nroute a -> a { rewrite path `^/x(.*)$` to "/y\\1" }',
  'a port that repeats the whole': 'egress e { host "e.example.com"; port 443 https { tls simple }; tls simple }',
  'a host under a wildcard with a certificate':
    'service a { port 80 http }\ngateway g { port 443 https { certificate "c" } }\ningress "x.b" on g -> a\ningress "*.b" on g { certificate "e"; else -> a }',
  'a redirect outside of several hosts':
    'egress e { host "x.example.com", "y.example.com"; port 80 http }\nroute e { when path == "/" -> redirect { scheme https }; else -> e }',
  'a delay for a folder of paths':
    'service a { port 80 http; version v1, v2 }\nroute a { when path under "/slow" -> v2 { delay 1s on 100% }; else -> v1 }',
  'a delay for the whole service': 'service a { port 80 http }\nroute a -> a { delay 1s on 100% }',
  'a door with a dot in its path':
    'service a { port 80 http }\ngateway g { port 80 http }\ningress "a.example.com" on g { when path == "/.l" -> a }',
  'a door that lets nothing in': 'gateway g { port 80 http }\ningress "*" on g {}',
  'a gateway without ports': 'gateway g {}',
  'the server name of a request':
    'service a { port 80 http }\ngateway g { port 443 https { certificate "c" } }\ningress "a.b", "c.d" on g { when sni == "a.b" -> a }',
  'a host with its own certificate beside all others':
    'service a { port 80 http; version v1, v2 }\ngateway g { port 443 https { certificate "c" } }\ningress "x.b" on g { certificate "e"; when path == "/" -> a@v2 }\ningress "*" on g -> a',
  'a path that no API takes':
    'service a { port 80 http }\ngateway g { port 80 http }\ningress "a.example.com" on g { when path == "/v`1" -> a }',
  'a header that is there and ends':
    'service a { port 80 http; version v1, v2 }\nroute a { when not header "u" exists -> v1; when header "u" ends "z" -> v2; else -> a }',
  'a wildcard outside with TLS': 'egress e { host "*.example.com"; port 443 tls }\nroute e -> e',
  'a database outside': 'egress e { host "db.example.com"; port 3306 mysql; port other 3307 tcp }',
};

const targets = allPlatforms()
  .filter(({ reader }) => reader)
  .flatMap((platform) =>
    [platform.versions[0] as string, platform.versions.at(-1) as string].map((version) => ({
      name: `${platform.name}@${version}`,
      platform,
      version,
    })),
  );

const refused = new Set<string>();

describe.each(targets)('$name', (target) => {
  test.each(Object.keys(programs))('%s', (name) => {
    const compilation = compile([new Source('a.mesh', programs[name] as string)]);
    expect(compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { documents, hasErrors } = emit(compilation, target);
    if (hasErrors) {
      refused.add(`${target.name} ${name}`);
      return;
    }
    const found = readBack(compilation.mesh, documents, target.platform, target.version);
    expect(found?.same ? '' : found && readBackText(found)).toBe('');
  });
});

test('random programs of every construct', () => {
  const differences: string[] = [];
  const written = new Map<string, number>();
  const count = process.env.MESH_DEEP ? 2000 : 80;
  for (let seed = 0; seed < count; seed++) {
    const compilation = compile([new Source('a.mesh', soundProgram(randomOf(seed)))]);
    if (compilation.hasErrors) continue;
    for (const target of targets) {
      const { documents, hasErrors } = emit(compilation, target);
      if (hasErrors) continue;
      written.set(target.platform.name, (written.get(target.platform.name) ?? 0) + 1);
      const found = readBack(compilation.mesh, documents, target.platform, target.version);
      if (found && !found.same && found.difference.unknown.length === 0)
        differences.push(`${seed} ${target.name}: ${readBackText(found)}`);
    }
  }
  expect(differences).toEqual([]);
  expect([...written.keys()].sort()).toEqual(['gateway-api', 'istio', 'linkerd']);
  expect([...written.values()].every((times) => times >= count / 30)).toBe(true);
});

test('most is written', () => {
  expect(refused.size).toBeLessThan((targets.length * Object.keys(programs).length) / 2);
});
