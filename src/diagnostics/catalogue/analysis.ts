// Findings of the family M40xx: what a program that compiles means, and should not.
import { entry } from '../entry.ts';

export const shadowedRule = entry<{ rule: string; takers: string; several: boolean }>({
  code: 'M4001',
  slug: 'shadowed-rule',
  severity: 'warning',
  message: ({ rule, takers, several }) =>
    `no request reaches ${rule}: ${takers} ${several ? 'take' : 'takes'} them all before`,
  why: 'The first rule that matches decides. Every request that this rule could take is taken by a rule above it, so it never does anything.',
  fix: 'Move the rule above the ones that take its requests, or remove it.',
  tag: 'unnecessary',
  bad: `service reviews { port 80 http; version v1, v2 }
route reviews {
  when path under "/a"   -> v1
  when path under "/a/b" -> v2
  else                   -> respond 404
}
`,
  good: `service reviews { port 80 http; version v1, v2 }
route reviews {
  when path under "/a/b" -> v2
  when path under "/a"   -> v1
  else                   -> respond 404
}
`,
});

export const impossibleCondition = entry<{ rule: string }>({
  code: 'M4002',
  slug: 'impossible-condition',
  severity: 'warning',
  message: ({ rule }) => `no request can satisfy the condition of ${rule}`,
  why: 'The parts of the condition exclude each other, or ask for something that no request of this list can be: a host or port that does not come here, a path that no request has after normalisation.',
  fix: 'Correct the condition; often an `and` was meant to be an `or`.',
  tag: 'unnecessary',
  bad: `service reviews { port 80 http; version v1, v2 }
route reviews {
  when path == "/a" and path == "/b" -> v2
  else                               -> v1
}
`,
  good: `service reviews { port 80 http; version v1, v2 }
route reviews {
  when path == "/a" or path == "/b" -> v2
  else                              -> v1
}
`,
});

export const redundantRule = entry<{ rule: string }>({
  code: 'M4003',
  slug: 'redundant-rule',
  severity: 'info',
  message: ({ rule }) => `without ${rule} every request would be decided the same`,
  why: 'Whatever this rule takes would get the same decision from the rules after it.',
  fix: 'Remove the rule, unless it is there for its readers.',
  tag: 'unnecessary',
  bad: `service reviews { port 80 http; version v1, v2 }
route reviews {
  when path under "/a" -> v1
  else                 -> v1
}
`,
  good: `service reviews { port 80 http; version v1, v2 }
route reviews {
  when path under "/a" -> v2
  else                 -> v1
}
`,
});

export const unknownAnswer = entry<{ table: string; reason: string }>({
  code: 'M4004',
  slug: 'unknown-answer',
  severity: 'info',
  message: ({ table, reason }) => `not everything about \`${table}\` can be decided: ${reason}`,
  why: 'The analysis is exact and gives up, after a fixed number of steps, where a regular expression is too large or too many conditions hang together. What it does say is certain.',
  fix: 'Write the condition with `==`, `starts`, `under` or `in` where that says the same, or make the expression smaller.',
  bad: `service reviews { port 80 http; version v1, v2 }
route reviews {
  when path matches \`/(a|b)*a(a|b){14}\` and not path matches \`/(b|a)*a(b|a){14}\` -> v2
  else -> v1
}
`,
  good: `service reviews { port 80 http; version v1, v2 }
route reviews {
  when path matches \`/(a|b)*a\` -> v2
  else                          -> v1
}
`,
});

export const overlappingHosts = entry<{ host: string; wildcard: string; owner: string }>({
  code: 'M4005',
  slug: 'overlapping-hosts',
  severity: 'info',
  message: ({ host, wildcard, owner }) =>
    `\`${host}\` is also one of \`${wildcard}\` of ${owner}; requests for it go here`,
  why: 'Two declarations cover this host. The more specific one wins, as in Envoy, so nothing that is said for the wildcard holds for it.',
  fix: 'Nothing, if that is meant. Otherwise take the host out of one of the two.',
  bad: `egress partners { host "*.example.org"; port 80 http }
egress bank { host "bank.example.org"; port 80 http }
`,
  good: `egress partners { host "*.example.org"; port 80 http }
egress bank { host "bank.example.com"; port 80 http }
`,
});

export const hiddenWildcard = entry<{ host: string; wildcard: string }>({
  code: 'M4006',
  slug: 'hidden-wildcard',
  severity: 'warning',
  message: ({ host, wildcard }) =>
    `some requests for \`${host}\` get a 404, though \`${wildcard}\` has an answer for them`,
  why: 'A host with an ingress of its own no longer belongs to the wildcard: what its rules do not take is answered 404 and never tried by the rules of the wildcard. This is the most reported surprise of gateways.',
  fix: 'Add an `else` to the ingress of the host: to what the wildcard does, or to `respond 404` if nothing is meant.',
  bad: `service shop, api { port 80 http }
gateway web { port 80 http }
ingress "*.example.com" on web -> shop
ingress "api.example.com" on web { when path under "/v1" -> api }
`,
  good: `service shop, api { port 80 http }
gateway web { port 80 http }
ingress "*.example.com" on web -> shop
ingress "api.example.com" on web {
  when path under "/v1" -> api
  else                  -> shop
}
`,
});

export const redirectCircle = entry<{ how: string }>({
  code: 'M4010',
  slug: 'redirect-circle',
  severity: 'error',
  message: ({ how }) => `following this redirect ${how}`,
  why: 'A client that follows it makes requests until it gives up, and the user sees "too many redirects".',
  fix: 'Give the redirect a condition that its own target does not satisfy, such as `when scheme == http`.',
  bad: `gateway web { port 80 http; port 443 https { certificate "c" } }
ingress "example.com" on web -> redirect 301 { scheme https }
`,
  good: `service shop { port 80 http }
gateway web { port 80 http; port 443 https { certificate "c" } }
ingress "example.com" on web {
  when scheme == http -> redirect 301 { scheme https }
  else                -> shop
}
`,
});

export const brokenRewrite = entry<{ from: string; to: string; wrong: string }>({
  code: 'M4011',
  slug: 'broken-rewrite',
  severity: 'warning',
  message: ({ from, to, wrong }) => `\`${from}\` is sent as \`${to}\`, which ${wrong}`,
  why: 'Servers treat `//` as an empty segment and answer 404 or redirect; a path without its slash is no valid request.',
  fix: 'Keep the slash in the expression and out of its groups, or rewrite by `prefix`, which minds the slashes.',
  bad: `service shop { port 80 http }
route shop {
  when path starts "/u/" -> shop { rewrite path \`/u(.*)\` to "/user/\\1" }
  else                   -> shop
}
`,
  good: `service shop { port 80 http }
route shop {
  when path under "/u" -> shop { rewrite prefix "/u" to "/user" }
  else                 -> shop
}
`,
});

export const idleRewrite = entry<{ pattern: string }>({
  code: 'M4012',
  slug: 'idle-rewrite',
  severity: 'warning',
  message: ({ pattern }) => `no path that this rule takes matches \`${pattern}\`, so nothing is rewritten`,
  why: 'The expression of a rewrite must match the whole path; where it does not, the path is sent as it came.',
  fix: 'Correct the expression, or the condition of the rule.',
  bad: `service shop { port 80 http }
route shop {
  when path under "/v1" -> shop { rewrite path \`/v2/(.*)\` to "/\\1" }
  else                  -> shop
}
`,
  good: `service shop { port 80 http }
route shop {
  when path under "/v1" -> shop { rewrite path \`/v1/([a-z]+)\` to "/\\1" }
  else                  -> shop
}
`,
});

export const timeoutShorterThanRetries = entry<{ timeout: string; tries: number; each: string; total: string }>({
  code: 'M4020',
  slug: 'timeout-shorter-than-retries',
  severity: 'warning',
  message: ({ timeout, tries, each, total }) =>
    `the timeout of ${timeout} ends before ${tries} tries of ${each} have had their time (${total})`,
  why: 'The timeout is for the whole request with all its retries. When it ends first, the last tries are cut off or never made.',
  fix: 'Give the timeout at least as long as all tries together, or make fewer or shorter tries.',
  bad: 'service shop { port 80 http }\nroute shop { timeout 1s; retry 3 each 500ms; else -> shop }\n',
  good: 'service shop { port 80 http }\nroute shop { timeout 2s; retry 3 each 500ms; else -> shop }\n',
});

export const callerGivesUpFirst = entry<{ callee: string; timeout: string; next: string; worst: string }>({
  code: 'M4021',
  slug: 'caller-gives-up-first',
  severity: 'info',
  message: ({ callee, timeout, next, worst }) =>
    `callers of ${callee} give up after ${timeout}, while its own call to ${next} may take ${worst}`,
  why: 'When the caller has gone, the work further down is done for nobody, and the caller may already be trying again.',
  fix: 'Make timeouts shorter the further down a call is, or this one longer.',
  bad: `service web { port 80 http; calls api }
service api { port 80 http }
route web { timeout 1s; else -> web }
route api { timeout 5s; else -> api }
`,
  good: `service web { port 80 http; calls api }
service api { port 80 http }
route web { timeout 5s; else -> web }
route api { timeout 1s; else -> api }
`,
});

export const retryAmplification = entry<{ chain: string; tries: number }>({
  code: 'M4022',
  slug: 'retry-amplification',
  severity: 'warning',
  message: ({ chain, tries }) =>
    `one request may become ${tries > 1_000_000 ? 'more than a million' : tries} at the end of ${chain}`,
  why: 'Every hop retries what the hop below has already retried. A service in trouble gets the multiple of its usual load just then.',
  fix: 'Retry at one place of the chain only, best next to the service that fails; write `retry never` at the others.',
  bad: `service a { port 80 http; calls b }
service b { port 80 http; calls c }
service c { port 80 http; calls d }
service d { port 80 http }
route b { retry 2 on 5xx; else -> b }
route c { retry 2 on 5xx; else -> c }
route d { retry 2 on 5xx; else -> d }
`,
  good: `service a { port 80 http; calls b }
service b { port 80 http; calls c }
service c { port 80 http; calls d }
service d { port 80 http }
route d { retry 2 on 5xx; else -> d }
`,
});

export const abortIsNotRetried = entry<{ status: number }>({
  code: 'M4023',
  slug: 'abort-is-not-retried',
  severity: 'warning',
  message: ({ status }) => `the injected ${status} is never retried, although this rule retries`,
  why: 'The proxy that injects the abort answers before the part of it that retries, so such a test says nothing about the retries.',
  fix: 'Take the retries out of this rule, or let the service itself fail.',
  bad: 'service shop { port 80 http }\nroute shop { retry 2 on 5xx; else -> shop { abort 503 on 10% } }\n',
  good: 'service shop { port 80 http }\nroute shop { retry never; else -> shop { abort 503 on 10% } }\n',
});

export const stickySplit = entry<{ by: string }>({
  code: 'M4030',
  slug: 'sticky-split',
  severity: 'warning',
  message: ({ by }) =>
    `clients do not stay where they are: the split is drawn anew for every request, whatever the hash of ${by} says`,
  why: 'Sticky balancing keeps a client at one endpoint of one version. Which version a request goes to is decided before, at random.',
  fix: 'Choose the version by a condition (a cookie or header that stays), or accept that clients change versions.',
  bad: `service shop { port 80 http; version v1, v2; balance hash cookie "user" }
route shop -> 90% to v1, 10% to v2
`,
  good: `service shop { port 80 http; version v1, v2; balance hash cookie "user" }
route shop {
  when cookie "beta" exists -> v2
  else                      -> v1
}
`,
});

export const mirrorCircle = entry<{ to: string; way: string }>({
  code: 'M4031',
  slug: 'mirror-circle',
  severity: 'error',
  message: ({ to, way }) => `a copy sent to ${to} comes back to this mirror: ${way}`,
  why: 'The service that gets the copy calls, by what it declares, the service whose requests are copied. Every request makes another one, without end.',
  fix: 'Mirror only what does not come from that service: add `not from` it to the condition, or mirror to something that calls nobody.',
  bad: `service shop { port 80 http; version v1 }
service shadow { port 80 http; calls shop }
route shop -> v1 { mirror 10% to shadow }
`,
  good: `service shop { port 80 http; version v1 }
service shadow { port 80 http; calls shop }
route shop {
  when from shadow -> v1
  else             -> v1 { mirror 10% to shadow }
}
`,
});

export const mirrorToItself = entry<{ to: string }>({
  code: 'M4032',
  slug: 'mirror-to-itself',
  severity: 'warning',
  message: ({ to }) => `the copy goes to ${to}, where the request goes anyway`,
  why: 'The same endpoints do the same work twice, and twice on the same data.',
  fix: 'Mirror to another version or service.',
  bad: 'service shop { port 80 http; version v1, v2 }\nroute shop -> v1 { mirror 10% to v1 }\n',
  good: 'service shop { port 80 http; version v1, v2 }\nroute shop -> v1 { mirror 10% to v2 }\n',
});

export const mirrorOfEverything = entry<{ to: string }>({
  code: 'M4033',
  slug: 'mirror-of-everything',
  severity: 'info',
  message: ({ to }) => `every request is sent a second time, to ${to}`,
  why: 'A copy of all traffic doubles the load below. On most platforms 100 % is what a mirror without a share means, so it is often not meant.',
  fix: 'Begin with a small share.',
  bad: 'service shop { port 80 http; version v1, v2 }\nroute shop -> v1 { mirror 100% to v2 }\n',
  good: 'service shop { port 80 http; version v1, v2 }\nroute shop -> v1 { mirror 1% to v2 }\n',
});

export const regexMatchesNothing = entry<{ pattern: string; subject: string }>({
  code: 'M4040',
  slug: 'regex-matches-nothing',
  severity: 'warning',
  message: ({ pattern, subject }) => `no ${subject} can match \`${pattern}\``,
  why: 'An expression must match the whole value, and no value there can be does: a path begins with a slash and holds no `?`, no blanks and no `//`.',
  fix: 'Correct the expression; a path begins with `/`.',
  bad: `service shop { port 80 http; version v1, v2 }
route shop {
  when path matches \`users/.*\` -> v1
  else                          -> v2
}
`,
  good: `service shop { port 80 http; version v1, v2 }
route shop {
  when path matches \`/users/[0-9]+\` -> v1
  else                               -> v2
}
`,
});

export const regexMatchesEverything = entry<{ pattern: string; subject: string }>({
  code: 'M4041',
  slug: 'regex-matches-everything',
  severity: 'info',
  message: ({ pattern, subject }) => `every ${subject} matches \`${pattern}\``,
  why: 'The expression says no more than that there is a value at all, and costs time for every request.',
  fix: 'Write `exists`, or leave the condition out.',
  bad: `service shop { port 80 http; version v1, v2 }
route shop {
  when header "x" matches \`.*\` -> v2
  else                          -> v1
}
`,
  good: `service shop { port 80 http; version v1, v2 }
route shop {
  when header "x" exists -> v2
  else                   -> v1
}
`,
});

export const regexIsLiteral = entry<{ pattern: string; literal: string }>({
  code: 'M4042',
  slug: 'regex-is-literal',
  severity: 'info',
  message: ({ pattern, literal }) => `\`${pattern}\` matches ${JSON.stringify(literal)} and nothing else`,
  why: 'An expression matches the whole value, so one without special characters is a comparison, and every platform compares faster and more surely than it matches.',
  fix: 'Write `==`, or add what may come before or after.',
  bad: `service shop { port 80 http; version v1, v2 }
route shop {
  when path matches \`/users\` -> v2
  else                        -> v1
}
`,
  good: `service shop { port 80 http; version v1, v2 }
route shop {
  when path == "/users" -> v2
  else                  -> v1
}
`,
});

export const prefixWithoutBoundary = entry<{ prefix: string }>({
  code: 'M4043',
  slug: 'prefix-without-boundary',
  severity: 'info',
  message: ({ prefix }) => `\`starts "${prefix}"\` also takes \`${prefix}bar\``,
  why: '`starts` compares characters. Whoever writes a prefix mostly means whole segments: the path itself and what lies below it.',
  fix: 'Write `under`, which ends at a slash.',
  bad: `service shop { port 80 http; version v1, v2 }
route shop {
  when path starts "/foo" -> v2
  else                    -> v1
}
`,
  good: `service shop { port 80 http; version v1, v2 }
route shop {
  when path under "/foo" -> v2
  else                   -> v1
}
`,
});

export const doubtfulAllow = entry<{ slug: string | undefined }>({
  code: 'M4051',
  slug: 'doubtful-allow',
  severity: 'warning',
  message: ({ slug }) =>
    slug === undefined
      ? 'this accepts nothing: it is written `// mesh-allow NAME: the reason`'
      : `this accepts nothing: there is no finding \`${slug}\``,
  why: 'A finding is accepted by its name and with a reason; a comment that does not do so would look as if it did.',
  fix: 'Write the name that stands in parentheses behind the finding, a colon and the reason.',
  bad: 'service shop { port 80 http; version v1 }\n// mesh-allow shadowed-rules: kept for rollback\nroute shop -> v1\n',
  good: `service shop { port 80 http; version v1, v2 }
route shop {
  when path under "/a" -> v1
  // mesh-allow shadowed-rule: kept for rollback
  when path == "/a/b" -> v2
  else -> v2
}
`,
});

export const unusedDeclaration = entry<{ kind: string; name: string }>({
  code: 'M4050',
  slug: 'unused-declaration',
  severity: 'info',
  message: ({ kind, name }) => `nothing uses ${kind} \`${name}\``,
  why: 'It has no effect, and whoever reads it wonders what it is for.',
  fix: 'Remove it, or use it.',
  tag: 'unnecessary',
  bad: 'service shop { port 80 http }\ncondition mobile = header "user-agent" contains "Mobile"\n',
  good: `service shop { port 80 http; version v1, v2 }
condition mobile = header "user-agent" contains "Mobile"
route shop {
  when mobile -> v2
  else        -> v1
}
`,
});

export const unusedParameter = entry<{ name: string }>({
  code: 'M4052',
  slug: 'unused-parameter',
  severity: 'info',
  message: ({ name }) => `nothing in this declaration reads the parameter \`${name}\``,
  why: 'Whoever calls it must give a value that changes nothing.',
  fix: 'Remove the parameter and the arguments for it, or use it.',
  tag: 'unnecessary',
  bad: `service shop { port 80 http; version v1, v2 }
condition asks(version: Text) = header "x-version" exists
route shop {
  when asks("2") -> v2
  else           -> v1
}
`,
  good: `service shop { port 80 http; version v1, v2 }
condition asks(version: Text) = header "x-version" == version
route shop {
  when asks("2") -> v2
  else           -> v1
}
`,
});

export const failedSample = entry<{ title: string; why: string }>({
  code: 'M4060',
  slug: 'failed-sample',
  severity: 'error',
  message: ({ title, why }) => `test "${title}" fails: ${why}`,
  why: 'The example request of the test does not get the decision that the test says it must get.',
  fix: 'Correct the rules or the test; `mesh route` explains the request.',
  bad: { shownBy: 'test/rooms/analyzer/test-findings.test.ts' },
});

export const refutedClaim = entry<{ title: string; why: string }>({
  code: 'M4061',
  slug: 'refuted-claim',
  severity: 'error',
  message: ({ title, why }) => `"${title}" does not hold: ${why}`,
  why: 'There is a request, shown here, for which the claim is wrong.',
  fix: 'Correct the rules or the claim; `mesh route` explains the request.',
  bad: { shownBy: 'test/rooms/analyzer/test-findings.test.ts' },
});

export const undecidedClaim = entry<{ title: string; why: string }>({
  code: 'M4062',
  slug: 'undecided-claim',
  severity: 'warning',
  message: ({ title, why }) => `nobody can say whether "${title}" holds: ${why}`,
  why: 'The question needs more steps than the analysis takes; a claim that is not proved is not to be relied on.',
  fix: 'Narrow the claim by `when`, or make the regular expressions that it depends on smaller.',
  bad: { shownBy: 'test/rooms/analyzer/test-findings.test.ts' },
});

export const emptyClaim = entry<{ title: string; why: string }>({
  code: 'M4063',
  slug: 'empty-claim',
  severity: 'warning',
  message: ({ title, why }) => `"${title}" shows nothing: ${why}`,
  why: 'A claim about requests that cannot exist holds whatever the rules say, so it guards nothing.',
  fix: 'Correct the `when` of the claim, or take the claim out.',
  bad: { shownBy: 'test/rooms/analyzer/test-findings.test.ts' },
});

export const invisibleCallee = entry<{ caller: string; callee: string; namespace: string }>({
  code: 'M4024',
  slug: 'invisible-callee',
  severity: 'warning',
  message: ({ caller, callee, namespace }) =>
    `${caller} calls ${callee}, which namespace \`${namespace}\` does not see`,
  why: 'With `visible to` the proxies of other namespaces are not told about a service: its routes and settings do not hold for their calls.',
  fix: 'Add the namespace to `visible to` of the callee, or do not call it.',
  bad: 'namespace shop\nservice cart { port 80 http; visible to shop }\nnamespace web\nservice front { port 80 http; calls shop/cart }\n',
  good: 'namespace shop\nservice cart { port 80 http; visible to shop, web }\nnamespace web\nservice front { port 80 http; calls shop/cart }\n',
});
