// Programs with mistakes beside those of the catalogue: one for each other way in which a fix is made. `only` says, for programs that mean
// something before the fix, which requests it may concern.

export interface FixedProgram {
  readonly text: string;
  readonly target?: string;
}

const shop = 'service shop { port 80 http; version v1, v2 }\n';
const door = 'gateway web { port 80 http }\n';

export const programs: Readonly<Record<string, FixedProgram>> = {
  'comma-in-brackets': {
    text: `let hosts = ["a.example", "b.example",]\n${shop}${door}ingress hosts on web -> shop\n`,
  },
  'comma-in-parentheses': {
    text: `${shop}route shop {\n  when path in ("/a", "/b",) -> v1\n  else                       -> v2\n}\n`,
  },
  'comma-in-parameters': {
    text: `condition asks(v: Text,) = header "x" == v\n${shop}route shop {\n  when asks("1") -> v1\n  else           -> v2\n}\n`,
  },
  'comma-before-block': { text: `service shop, { port 80 http; version v1 }\nroute shop -> v1\n` },
  'comma-at-line-end': { text: `${shop}route shop {\n  else -> 10% to v1, rest to v2,\n}\n` },
  'comma-in-setting': { text: `service shop { port 80 http; version v1, v2, }\nroute shop -> v1\n` },
  'comma-before-arrow': { text: `use std/patient\n${shop}route shop with patient, -> v1\n` },
  'comma-before-on': { text: `${shop}${door}ingress "a.example", on web -> shop\n` },
  'comma-twice': { text: `service shop { port 80 http; version v1,, v2 }\nroute shop -> v1\n` },
  'reserved-word-as-name': { text: 'service rest { port 80 http }\n' },
  'misspelt-declaration': { text: 'servce shop { port 80 http; version v1 }\nroute shop -> v1\n' },
  'misspelt-else': { text: `${shop}route shop {\n  when path == "/a" -> v1\n  els               -> v2\n}\n` },
  'declaration-on-one-line': { text: 'service shop { port 80 http; version v1 } route shop -> v1\n' },
  'setting-with-equals': { text: `${shop}route shop -> v1 { timeout = 5s }\n` },
  'open-block-of-a-rule': { text: `${shop}route shop {\n  else -> v1 { timeout 5s\n}\n` },
  'raw-text-unclosed': { text: `${shop}route shop {\n  when path matches \`/a[0-9] -> v1\n  else -> v2\n}\n` },
  'or-of-c': { text: `${shop}route shop {\n  when path == "/a" || path == "/b" -> v1\n  else -> v2\n}\n` },
  'not-of-c': { text: `${shop}route shop {\n  when !(path == "/a") -> v1\n  else -> v2\n}\n` },
  'one-equals-sign': { text: `${shop}route shop {\n  when path = "/a" -> v1\n  else -> v2\n}\n` },
  'three-equals-signs': { text: `${shop}route shop {\n  when path === "/a" -> v1\n  else -> v2\n}\n` },
  'arrow-of-others': { text: `${shop}route shop {\n  when path == "/a" => v1\n  else -> v2\n}\n` },
  'text-in-single-quotes': { text: `${shop}route shop {\n  when path == '/a' -> v1\n  else -> v2\n}\n` },
  'and-beside-or-beside-and': {
    text: `${shop}route shop {\n  when header "a" exists and method == GET or header "b" exists and path == "/b" -> v1\n  else -> v2\n}\n`,
  },
  'word-of-a-setting': { text: `${shop}route shop -> v1 { retry 2 each 1s on gatway-error }\n` },
  'word-beside-a-setting': { text: `${shop}route shop -> v1 { retry 2 eahc 1s on gateway-error }\n` },
  'setting-misspelt': { text: `${shop}route shop -> v1 { timout 5s }\n` },
  'name-in-another-namespace': {
    text: `namespace shop\n${shop}namespace web\nservice front { port 80 http; calls shop }\n`,
  },
  'name-of-the-library': { text: `${shop}route shop with std/patent -> v1\n` },
  'used-name-misspelt': { text: `use std/patent\n${shop}route shop -> v1\n` },
  'version-that-needs-quotes': {
    text: 'service shop { port 80 http; version "1.3.2", "1.2.0" }\nroute shop -> "1.3.1"\n',
  },
  'version-misspelt-behind-a-service': {
    text: `${shop}${door}ingress "a.example" on web -> shop@v3\n`,
  },
  'port-by-name': {
    text: 'service shop { port web 80 http; port admin 81 http }\nroute shop:wbe -> shop\nroute shop:81 -> shop\n',
  },
  'gateway-misspelt': { text: `${shop}${door}ingress "a.example" on wbe -> shop\n` },
  'name-with-capitals': { text: 'service Shop_Front { port 80 http }\n' },
  'number-for-a-text': { text: `${shop}route shop {\n  when header "x" == 5 -> v1\n  else -> v2\n}\n` },
  'percent-without-sign': { text: `${shop}route shop -> v1 { mirror 5 to v2 }\n` },
  'duration-without-unit': { text: `${shop}route shop -> v1 { timeout 5 }\n` },
  'path-without-slash': { text: `${shop}route shop {\n  when path under "a" -> v1\n  else -> v2\n}\n` },
  'slash-at-the-end': { text: `${shop}route shop {\n  when path under "/a/" -> v1\n  else -> v2\n}\n` },
  'method-in-small-letters': { text: `${shop}route shop {\n  when method == get -> v1\n  else -> v2\n}\n` },
  'port-where-none-is': { text: `${shop}route shop {\n  when from shop:80 -> v1\n  else -> v2\n}\n` },
  'shares-above-all': { text: `${shop}route shop -> 90% to v1, 90% to v2\n` },
  'else-on-one-line': { text: `${shop}route shop { when path == "/a" -> v1 }\n` },
  'else-of-a-quoted-name': {
    text: 'service "shop" { port 80 http; version v1, v2 }\nroute "shop" { when path == "/a" -> v1 }\n',
  },
  'else-of-another-namespace': {
    text: `namespace team\nservice shop/cart { port 80 http; version v1 }\nroute shop/cart {\n  when path == "/a" -> shop/cart@v1\n}\n`,
  },
  'else-of-a-port': {
    text: 'service shop { port 80 http; port 81 http; version v1 }\nroute shop:80 {\n  when path == "/a" -> v1\n}\nroute shop:81 -> v1\n',
  },
  'prefix-of-an-or': {
    text: `${shop}route shop {\n  when path == "/api/a" or header "x" exists -> v1 { rewrite prefix "/api" to "/" }\n  else -> v2\n}\n`,
  },
  'prefix-of-a-redirect': {
    text: `${shop}${door}ingress "a.example" on web {\n  when method == GET -> redirect { prefix "/old" to "/new" }\n  else -> shop\n}\n`,
  },
  'outside-with-a-block': {
    text: 'egress bank { host "bank.example"; port 80 http }\nservice shop { port 80 http }\nroute shop -> bank { timeout 5s }\n',
  },
  'outside-with-a-policy': {
    text: 'use std/patient\negress bank { host "bank.example"; port 80 http }\nservice shop { port 80 http }\nroute shop {\n  else -> bank with patient\n}\n',
  },
  'door-open-to-others': {
    text: 'namespace shop\nservice shop { port 80 http }\nnamespace doors\ngateway web { port 80 http; open to team }\nnamespace shop\ningress "a.example" on doors/web -> shop\n',
  },
  'host-of-a-tcp-door': {
    text: 'service db { port 9000 tcp }\ngateway web { port 9000 tcp }\ningress "db.example" on web -> db\n',
  },
  'dead-rule-on-one-line': {
    text: `${shop}route shop { when path under "/a" -> v1; when path == "/a/b" -> v1; else -> v2 }\n`,
  },
  'dead-rule-with-a-comment': {
    text: `${shop}route shop {\n  when path under "/a" -> v1 // the first\n  when path == "/a/b" -> v2 // never\n  else -> v2\n}\n`,
  },
  'last-rule-cannot-be': {
    text: `${shop}route shop {\n  when path == "/a" and path == "/b" -> v1\n  else                               -> v2\n}\n`,
  },
  'redundant-on-one-line': { text: `${shop}route shop { when path == "/a" -> v2; else -> v2 }\n` },
  'regex-is-text-of-a-path': {
    text: `${shop}route shop {\n  when path matches \`/a\\.b\` -> v1\n  else -> v2\n}\n`,
  },
  'regex-of-a-cookie': { text: `${shop}route shop {\n  when cookie "x" matches \`.*\` -> v1\n  else -> v2\n}\n` },
  'prefixes-of-a-list': {
    text: `${shop}route shop {\n  when path starts ("/foo", "/bar") -> v1\n  else -> v2\n}\n`,
  },
  'wildcard-on-one-line': {
    text: `service shop, api { port 80 http }\n${door}ingress "*.example.com" on web -> shop\ningress "api.example.com" on web {\n}\n`,
  },
  'unused-everything': {
    text: `use std/mobile\nlet a = "/a"\ninput b: Percent = 5%\npolicy c { timeout 5s }\nrules d { when path == "/x" -> shop }\n${shop}route shop -> v1\n`,
  },
  'unused-on-one-line': {
    text: `let a = "/a"; let b = "/b"\n${shop}route shop {\n  when path == b -> v1\n  else -> v2\n}\n`,
  },
  'unused-with-documentation': { text: `/// Nobody wants it.\nlet a = "/a"\n${shop}route shop -> v1\n` },
  'old-istio-asks': {
    text: `namespace shop\n${shop}${door}route shop {\n  when header "x" exists -> v1\n  else -> v2\n}\n// mesh-allow route-not-asked: all versions are meant\ningress "a.example" on web {\n  when path under "/a" -> shop\n}\n`,
    target: 'istio@0.8',
  },
};
