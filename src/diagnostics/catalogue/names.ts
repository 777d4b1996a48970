// Findings of the family M20xx: names that mean nothing, mean two things, or go in a circle.
import { entry } from '../entry.ts';

export const unknownName = entry<{ what: string; name: string; namespace: string }>({
  code: 'M2001',
  slug: 'unknown-name',
  severity: 'error',
  message: ({ what, name, namespace }) => `there is no ${what} \`${name}\` in namespace \`${namespace}\``,
  why: 'Everything that a program refers to must be declared in it, so that a misspelt name is found here and not in the cluster.',
  fix: 'Correct the name, declare it, or write its full name `namespace/name` if it belongs to another namespace.',
  bad: 'service reviews { port 80 http }\nroute reviews -> review\n',
  good: 'service reviews { port 80 http }\nroute reviews -> reviews\n',
});

export const duplicateName = entry<{ what: string; name: string }>({
  code: 'M2002',
  slug: 'duplicate-name',
  severity: 'error',
  message: ({ what, name }) => `${what} \`${name}\` is already declared`,
  why: 'A name means one thing. All files of a project are one program, so two files cannot declare the same name in one namespace.',
  fix: 'Rename one of the two, or remove it.',
  bad: 'service reviews { port 80 http }\nservice reviews { port 9080 http }\n',
  good: 'service reviews { port 80 http }\nservice ratings { port 9080 http }\n',
});

export const unknownNamespace = entry<{ name: string }>({
  code: 'M2003',
  slug: 'unknown-namespace',
  severity: 'error',
  message: ({ name }) => `nothing is declared in a namespace \`${name}\``,
  why: 'A full name `namespace/name` refers to a declaration of this program (or of the standard library `std`), and none is in that namespace.',
  fix: 'Correct the namespace, or declare the thing: `service namespace/name { … }` declares one of another namespace.',
  bad: 'service shop/reviews { port 80 http }\nroute shop/reviews -> shpo/reviews\n',
  good: 'service shop/reviews { port 80 http }\nroute shop/reviews -> shop/reviews\n',
});

export const unknownVersion = entry<{ service: string; version: string }>({
  code: 'M2004',
  slug: 'unknown-version',
  severity: 'error',
  message: ({ service, version }) => `service \`${service}\` has no version \`${version}\``,
  why: 'Requests for a version that no pods are declared for would be answered with errors.',
  fix: 'Correct the version, or declare it in the service: `version v2`.',
  bad: 'service reviews { port 80 http; version v1 }\nroute reviews -> reviews@v2\n',
  good: 'service reviews { port 80 http; version v1 }\nroute reviews -> reviews@v1\n',
});

export const unknownPort = entry<{ owner: string; port: string }>({
  code: 'M2005',
  slug: 'unknown-port',
  severity: 'error',
  message: ({ owner, port }) => `${owner} has no port \`${port}\``,
  why: 'A port is named by its number or by the name given to it where it is declared.',
  fix: 'Use a port that is declared, or declare it: `port 9090 grpc`.',
  bad: 'service reviews { port 80 http }\nroute reviews:81 -> reviews\n',
  good: 'service reviews { port 80 http }\nroute reviews:80 -> reviews\n',
});

export const ambiguousUse = entry<{ name: string; one: string; other: string }>({
  code: 'M2006',
  slug: 'ambiguous-use',
  severity: 'error',
  message: ({ name, one, other }) => `\`${name}\` would mean both \`${one}\` and \`${other}\``,
  why: '`use` gives a short name to something of another namespace; here the short name is taken.',
  fix: 'Leave the `use` out and write the full name where it is needed.',
  bad: 'use std/patient\npolicy patient { timeout 1m }\n',
  good: 'policy patient { timeout 1m }\nservice a { port 80 http }\nroute a with std/patient -> a\n',
});

export const circle = entry<{ circle: readonly string[] }>({
  code: 'M2007',
  slug: 'circle',
  severity: 'error',
  message: ({ circle }) => `this goes in a circle: ${circle.map((each) => `\`${each}\``).join(' → ')}`,
  why: 'A constant, condition, policy, rule list or route that needs itself to be known has no meaning.',
  fix: 'Break the circle at one of the places shown.',
  bad: 'condition a = not b\ncondition b = a or method == GET\n',
  good: 'condition a = not b\ncondition b = method == GET\n',
});

export const duplicateRoute = entry<{ route: string }>({
  code: 'M2008',
  slug: 'duplicate-route',
  severity: 'error',
  message: ({ route }) => `\`route ${route}\` is already there`,
  why: 'One place decides what happens to the requests for a service: two lists would have no order between them.',
  fix: 'Join the two, or make one of them a `rules` list that the other calls.',
  bad: 'service a { port 80 http }\nroute a -> a\nroute a -> a\n',
  good: 'service a { port 80 http; port 81 http }\nroute a -> a\nroute a:81 -> a\n',
});

export const wrongKind = entry<{ name: string; is: string; wanted: string }>({
  code: 'M2009',
  slug: 'wrong-kind',
  severity: 'error',
  message: ({ name, is, wanted }) => `\`${name}\` is ${is}; a ${wanted} belongs here`,
  why: 'The name exists, but what it names cannot stand in this place.',
  fix: 'Name a thing of the kind that belongs here.',
  bad: 'service a { port 80 http }\ncondition slow = header "x-slow" exists\nroute a with slow -> a\n',
  good: 'service a { port 80 http }\npolicy slow { timeout 1m }\nroute a with slow -> a\n',
});

export const invalidName = entry<{ what: string; name: string; rule: string }>({
  code: 'M2010',
  slug: 'invalid-name',
  severity: 'error',
  message: ({ what, name, rule }) => `\`${name}\` cannot be the name of a ${what}: ${rule}`,
  why: 'The name appears in Kubernetes objects, and Kubernetes refuses names of another form.',
  fix: 'Use lower-case letters, digits and `-`; begin with a letter and end with a letter or digit.',
  bad: 'service Reviews { port 80 http }\n',
  good: 'service reviews { port 80 http }\n',
});

export const unknownInput = entry<{ name: string }>({
  code: 'M2011',
  slug: 'unknown-input',
  severity: 'error',
  message: ({ name }) => `a value is given for \`${name}\`, but the program has no input of this name`,
  why: 'A value that nobody reads is almost always a misspelt name.',
  fix: 'Correct the name after `--set` or in the environment of mesh.yaml, or declare it: `input name: Type`.',
  bad: { files: { 'main.mesh': 'input canary: Percent = 10%\n' }, inputs: { canray: '20%' } },
  good: { files: { 'main.mesh': 'input canary: Percent = 10%\n' }, inputs: { canary: '20%' } },
});

export const missingInput = entry<{ name: string }>({
  code: 'M2012',
  slug: 'missing-input',
  severity: 'error',
  message: ({ name }) => `input \`${name}\` has no default, and no value is given for it`,
  why: 'An input without `= value` must be given at build time.',
  fix: 'Give it with `--set name=value`, in an environment of mesh.yaml, or write a default.',
  bad: 'input canary: Percent\n',
  good: 'input canary: Percent = 10%\n',
});

export const duplicateMember = entry<{ what: string; name: string; owner: string }>({
  code: 'M2013',
  slug: 'duplicate-member',
  severity: 'error',
  message: ({ what, name, owner }) => `${what} \`${name}\` of \`${owner}\` is already declared`,
  why: 'Versions and ports are named one by one; the second would never be found.',
  fix: 'Remove it, or give it another name or number.',
  bad: 'service a { port 80 http; port 80 grpc }\n',
  good: 'service a { port 80 http; port 81 grpc }\n',
});

export const duplicateParameter = entry<{ name: string }>({
  code: 'M2014',
  slug: 'duplicate-parameter',
  severity: 'error',
  message: ({ name }) => `there are two parameters \`${name}\``,
  why: 'Arguments are matched by position and read by name: two parameters of one name cannot be told apart.',
  fix: 'Rename one of them.',
  bad: 'condition c(v: Text, v: Text) = header "x" == v\n',
  good: 'condition c(v: Text, w: Text) = header "x" in (v, w)\n',
});

export const noVersions = entry<{ name: string }>({
  code: 'M2015',
  slug: 'no-versions',
  severity: 'error',
  message: ({ name }) => `\`${name}\` is an egress, and something outside the mesh has no versions`,
  why: 'Versions are told apart by the labels of pods; what stands outside has none.',
  fix: 'Leave `@…` out, or declare one egress for each version.',
  bad: 'egress bank { host "bank.example.org"; port 80 http }\nroute bank -> bank@v1\n',
  good: 'egress bank { host "bank.example.org"; port 80 http }\nroute bank -> bank\n',
});
