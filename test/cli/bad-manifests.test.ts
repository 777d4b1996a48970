// Mistakes that an API server lets through, found by trying manifests on a real one: those that a program can say are refused before
// anything is written. What a program cannot say is in the list too, without a program.
import { expect, test } from 'vitest';
import { compile, emit } from '../../src/compile.ts';
import { chooseTarget, type TargetChoice } from '../../src/targets/index.ts';
import { Source } from '../../src/text/index.ts';

const service = 'service reviews { port 9080 http; version v1, v2, v3 }\n';
const web = 'service reviews { port 9080 http }\n';

const cases: readonly [mistake: string, program: string | undefined, target?: string][] = [
  ['weights sum to 95', `${service}route reviews -> 90% to v1, 5% to v3\n`],
  ['weights sum to 95, Gateway API', `${service}route reviews -> 90% to v1, 5% to v3\n`, 'gateway-api@1.4'],
  ['a negative weight', `${service}route reviews -> -5% to v1, rest to v2\n`],
  ['a version that no service has', `${service}route reviews -> v9\n`],
  ['a service that does not exist', `${service}route revews -> v1\n`],
  [
    'a host that is no DNS name',
    `${web}gateway web { port 80 http }\ningress "not a host!" on web { else -> route reviews }\n`,
  ],
  ['a fault for 250 % of requests', `${service}route reviews -> v1 { abort 503 on 250% }\n`],
  ['a fault with HTTP status 9999', `${service}route reviews -> v1 { abort 9999 on 1% }\n`],
  ['a bad regular expression', `${service}route reviews { when path matches "[a" -> v1; else -> v2 }\n`],
  ['an unknown retry policy', `${service}route reviews -> v1 { retry 3 on whenever }\n`],
  ['two versions of one name', 'service reviews { port 9080 http; version v1, v1 }\n'],
  ['ejection of 500 %', 'service reviews { port 9080 http; eject { after 5 5xx; at-most 500% } }\n'],
  ['TLS with a client certificate that is not named', 'service reviews { port 9080 http { tls client } }\n'],
  ['port 70000', 'gateway web { port 70000 http }\n'],
  ['port 0', 'gateway web { port 0 http }\n'],
  ['protocol SMTP', 'gateway web { port 25 smtp }\n'],
  [
    'HTTPS without a certificate',
    `${web}gateway web { port 443 https }\ningress "a.example.com" on web { else -> route reviews }\n`,
    'gateway-api@1.4',
  ],
  ['a timeout that is no time', `${service}route reviews -> v1 { timeout 5 apples }\n`],
  ['a protocol that does not exist', 'service reviews { port 9080 http9 }\n'],
  ['a field that does not exist', `${service}route reviews -> v1 { nonsense 3 }\n`],
  // A rule has one action, a route one service, an ingress its host; names of objects follow from them; there are no authorization policies.
  ['a route and a redirect in one rule', undefined],
  ['no hosts', undefined],
  ['an empty list of hosts', undefined],
  ['a gateway without hosts', undefined],
  ['an authorization rule without sources', undefined],
  ['a profile whose name is no host', undefined],
];

test('there are as many as the server let through', () => {
  expect(cases.length).toBe(26);
});

for (const [mistake, program, target = 'istio@1.31'] of cases)
  if (program !== undefined)
    test(mistake, () => {
      const compilation = compile([new Source('a.mesh', `namespace shop\n${program}`)]);
      const found = compilation.hasErrors
        ? compilation.diagnostics
        : emit(compilation, chooseTarget(target) as TargetChoice).diagnostics;
      expect(found.filter(({ severity }) => severity === 'error').map(({ code }) => code)).not.toEqual([]);
    });
