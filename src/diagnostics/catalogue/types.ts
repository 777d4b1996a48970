// Findings of the family M30xx: types, values, and what must fit together between services, rules and doors. The entries about doors
// and rules stand in fitting.ts, those about values here.
import { type Entry, entry } from '../entry.ts';

export * from './fitting.ts';

/** For entries without parameters. */
export type Plain = Entry<undefined>;

export const unknownType = entry<{ name: string }>({
  code: 'M3001',
  slug: 'unknown-type',
  severity: 'error',
  message: ({ name }) => `there is no type \`${name}\``,
  why: 'The type of an input or parameter says which values it takes and where it can be used.',
  fix: 'Use Duration, Percent, Int, Bool, Text, Regex, Path, Host, Port, Status, Method, Size, Condition, Policy, Service or Version; `[Host]` is a list.',
  bad: 'input canary: Percentage = 10%\n',
  good: 'input canary: Percent = 10%\n',
});

export const typeMismatch = entry<{ wanted: string; example: string; found: string }>({
  code: 'M3002',
  slug: 'type-mismatch',
  severity: 'error',
  message: ({ wanted, example, found }) => `${article(wanted)} is needed here, like ${example}; this is ${found}`,
  why: 'Each place takes values of one type, with their unit: nobody has to guess whether `5` means seconds or milliseconds.',
  fix: 'Write a value of the type, or give the input or parameter the type that its place needs.',
  bad: 'service a { port 80 http }\nroute a -> a { timeout 5 }\n',
  good: 'service a { port 80 http }\nroute a -> a { timeout 5s }\n',
});

export const badNumber = entry<{ text: string; reason: string }>({
  code: 'M3003',
  slug: 'bad-number',
  severity: 'error',
  message: ({ text, reason }) => `\`${text}\` is no number, share or duration: ${reason}`,
  why: 'Numbers are exact, with units that leave no doubt: 500ms, 2s, 1m30s, 10%, 0.5%, 64KiB.',
  fix: 'Write the number with one of these units.',
  bad: 'service a { port 80 http }\nroute a -> a { timeout 1m30 }\n',
  good: 'service a { port 80 http }\nroute a -> a { timeout 1m30s }\n',
});

export const badRegex = entry<{ text: string; reason: string }>({
  code: 'M3004',
  slug: 'bad-regex',
  severity: 'error',
  message: ({ text, reason }) => `\`${text}\` is no regular expression that proxies can read: ${reason}`,
  why: 'Proxies use RE2. One expression that RE2 refuses makes a gateway reject all of its routes, not only this one.',
  fix: 'Correct it. RE2 has no look-ahead, look-behind or back references.',
  bad: 'service a { port 80 http }\nroute a {\n  when path matches `/a(?=b)` -> respond 404\n  else -> a\n}\n',
  good: 'service a { port 80 http }\nroute a {\n  when path matches `/ab.*` -> respond 404\n  else -> a\n}\n',
});

export const badText = entry<{ type: string; text: string; reason: string }>({
  code: 'M3005',
  slug: 'bad-text',
  severity: 'error',
  message: ({ type, text, reason }) => `${JSON.stringify(text)} cannot be ${article(type)}: ${reason}`,
  why: 'A text takes the form that its place asks for. One that no request can have would make a rule that silently never matches.',
  fix: 'Write it in the form that the message names.',
  bad: 'service a { port 80 http }\nroute a {\n  when path == "api" -> respond 404\n  else -> a\n}\n',
  good: 'service a { port 80 http }\nroute a {\n  when path == "/api" -> respond 404\n  else -> a\n}\n',
});

export const outOfRange = entry<{ what: string; value: string; low: string; high: string }>({
  code: 'M3006',
  slug: 'out-of-range',
  severity: 'error',
  message: ({ what, value, low, high }) => `\`${value}\` is out of range: ${what} is ${low} to ${high}`,
  why: 'The platforms refuse such a value, or read it as something else.',
  fix: 'Choose a value in the range.',
  bad: 'service a { port 80000 http }\n',
  good: 'service a { port 8000 http }\n',
});

export const unknownWord = entry<{ what: string; word: string }>({
  code: 'M3007',
  slug: 'unknown-word',
  severity: 'error',
  message: ({ what, word }) => `\`${word}\` is no ${what}`,
  why: 'This place takes one of a few words.',
  fix: 'Use one of the words that the message lists.',
  bad: 'service a { port 80 http }\nroute a {\n  when scheme == "htp" -> respond 404\n  else -> a\n}\n',
  good: 'service a { port 80 http }\nroute a {\n  when scheme == https -> respond 404\n  else -> a\n}\n',
});

export const argumentCount = entry<{ kind: string; signature: string; wanted: string; given: number }>({
  code: 'M3008',
  slug: 'argument-count',
  severity: 'error',
  message: ({ kind, signature, wanted, given }) =>
    `${kind === 'rules' ? 'rule list' : kind} \`${signature}\` takes ${wanted} argument${wanted === '1' ? '' : 's'}; ${given} ${given === 1 ? 'is' : 'are'} given`,
  why: 'Each parameter without a default needs a value.',
  fix: 'Give the arguments that are missing, or leave out those that are too many.',
  bad: 'service a { port 80 http }\ncondition asks(v: Text) = header "x" == v\nroute a {\n  when asks("1", "2") -> respond 404\n  else -> a\n}\n',
  good: 'service a { port 80 http }\ncondition asks(v: Text) = header "x" == v\nroute a {\n  when asks("1") -> respond 404\n  else -> a\n}\n',
});

export const noParameters = entry<{ name: string }>({
  code: 'M3009',
  slug: 'no-parameters',
  severity: 'error',
  message: ({ name }) => `\`${name}\` takes no arguments`,
  why: 'Constants, inputs and parameters are values: only conditions, policies and rule lists have parameters.',
  fix: 'Leave the parentheses out.',
  bad: 'let limit = 2s\nservice a { port 80 http }\nroute a -> a { timeout limit(1) }\n',
  good: 'let limit = 2s\nservice a { port 80 http }\nroute a -> a { timeout limit }\n',
});

export const strayPart = entry<{ part: string; of: string }>({
  code: 'M3010',
  slug: 'stray-part',
  severity: 'error',
  message: ({ part, of }) => `a ${part} has no meaning for ${of}`,
  why: '`@version` and `:port` choose among the endpoints of a service; here nothing is chosen.',
  fix: 'Leave it out.',
  bad: 'service a { port 80 http; version v1 }\nroute a@v1 -> a\n',
  good: 'service a { port 80 http; version v1 }\nroute a -> a@v1\n',
});

export const listNeeded = entry<{ type: string }>({
  code: 'M3011',
  slug: 'list-needed',
  severity: 'error',
  message: ({ type }) => `a list is needed here, of type [${type}]`,
  why: 'The input or parameter is declared as a list.',
  fix: 'Put the value in brackets.',
  bad: 'input partners: [Host] = "a.example.org"\n',
  good: 'input partners: [Host] = ["a.example.org"]\negress partner { host partners; port 80 http }\n',
});

export const inputType = entry<{ type: string }>({
  code: 'M3012',
  slug: 'input-type',
  severity: 'error',
  message: ({ type }) => `an input cannot be ${article(type)}`,
  why: 'Inputs are given from outside, as text: they are plain values, not parts of the program.',
  fix: 'Use a Bool to switch between two things, or a parameter.',
  bad: 'input limits: Policy\n',
  good: 'input limit: Duration = 2s\nservice a { port 80 http }\nroute a -> a { timeout limit }\n',
});

export const unfitOperator = entry<{ subject: string; operator: string }>({
  code: 'M3013',
  slug: 'unfit-operator',
  severity: 'error',
  message: ({ subject, operator }) => `a ${subject} cannot be tested with \`${operator}\``,
  why: 'Methods, schemes and ports are one of a few values: they are compared whole.',
  fix: 'Use `==`, `!=` or `in (…)`.',
  bad: 'service a { port 80 http }\nroute a {\n  when method starts GET -> respond 404\n  else -> a\n}\n',
  good: 'service a { port 80 http }\nroute a {\n  when method in (GET, HEAD) -> respond 404\n  else -> a\n}\n',
});

export const egressSource = entry<{ name: string }>({
  code: 'M3014',
  slug: 'egress-source',
  severity: 'error',
  message: ({ name }) => `\`${name}\` is an egress: requests go there, none come from there`,
  why: '`from` asks which workload of the mesh sent a request.',
  fix: 'Name a service, a namespace, a gateway or labels of pods.',
  bad: 'egress bank { host "bank.example.org"; port 80 http }\nservice a { port 80 http }\nroute a {\n  when from bank -> respond 404\n  else -> a\n}\n',
  good: 'service bank { port 80 http }\nservice a { port 80 http }\nroute a {\n  when from bank -> respond 404\n  else -> a\n}\n',
});

export const destinationNeeded: Plain = entry({
  code: 'M3015',
  slug: 'destination-needed',
  severity: 'error',
  message: () => 'the name of a service, version or egress is needed here',
  why: 'Requests go to endpoints that the program declares.',
  fix: 'Name a service, `service@version` or an egress.',
  bad: 'service a { port 80 http }\nrules r(x: Text) {\n  when path == "/" -> x\n}\n',
  good: 'service a { port 80 http }\nrules r(x: Service) {\n  when path == "/" -> x\n}\nroute a {\n  -> rules r(a)\n  else -> respond 404\n}\n',
});

export const duplicateSetting = entry<{ setting: string }>({
  code: 'M3016',
  slug: 'duplicate-setting',
  severity: 'error',
  message: ({ setting }) => `\`${setting}\` was already said`,
  why: 'Two settings of one kind on the same level contradict each other: nobody could say which holds.',
  fix: 'Remove one of the two.',
  bad: 'service a { port 80 http }\nroute a -> a { timeout 2s; timeout 3s }\n',
  good: 'service a { port 80 http }\nroute a -> a { timeout 3s }\n',
});

export const zeroDuration = entry<{ what: string }>({
  code: 'M3017',
  slug: 'zero-duration',
  severity: 'error',
  message: ({ what }) => `${what} of 0 means nothing that proxies agree on`,
  why: 'Some proxies read 0 as no limit, others as an immediate failure.',
  fix: 'Write `timeout none` for no limit, a duration above 0 otherwise, or leave the setting out.',
  bad: 'service a { port 80 http }\nroute a -> a { timeout 0s }\n',
  good: 'service a { port 80 http }\nroute a -> a { timeout none }\n',
});

export const zeroAttempts: Plain = entry({
  code: 'M3018',
  slug: 'zero-attempts',
  severity: 'error',
  message: () => 'a retry with 0 attempts is no retry',
  why: 'The number counts the tries after the first. Platforms read 0 as their default, which is not 0.',
  fix: 'Write `retry never`.',
  bad: 'service a { port 80 http }\nroute a -> a { retry 0 }\n',
  good: 'service a { port 80 http }\nroute a -> a { retry never }\n',
});

export const tooLarge = entry<{ what: string; limit: number }>({
  code: 'M3019',
  slug: 'too-large',
  severity: 'error',
  message: ({ what, limit }) => `written out, this ${what} has more than ${limit} parts`,
  why: 'Names that stand for names that stand for names grow fast; no proxy could carry the result.',
  fix: 'Say it with lists (`in (…)`), or name fewer things twice.',
  bad: `condition c0 = header "a" exists\n${Array.from({ length: 15 }, (_, at) => `condition c${at + 1} = c${at} and not c${at}\n`).join('')}`,
  good: 'condition c0 = header "a" exists\nservice a { port 80 http }\nroute a {\n  when c0 -> respond 404\n  else -> a\n}\n',
});

export const sharesNotWhole = entry<{ sum: number; rest: boolean }>({
  code: 'M3020',
  slug: 'shares-not-whole',
  severity: 'error',
  message: ({ sum, rest }) => `the shares make ${percent(sum)}, ${rest ? 'more than' : 'not'} 100%`,
  why: 'Every request must go somewhere. Some platforms refuse such weights, others scale them, so the same file means different things.',
  fix: 'Correct the shares, or give one destination the `rest`.',
  bad: 'service a { port 80 http; version v1, v2 }\nroute a -> 90% to v1, 20% to v2\n',
  good: 'service a { port 80 http; version v1, v2 }\nroute a -> 20% to v2, rest to v1\n',
});

export const mixedShares = entry<{ problem: string }>({
  code: 'M3021',
  slug: 'mixed-shares',
  severity: 'error',
  message: ({ problem }) => `these shares do not go together: ${problem}`,
  why: 'A split is either in percentages that make 100%, or in relative weights like `9 to a, 1 to b`.',
  fix: 'Use one kind.',
  bad: 'service a { port 80 http; version v1, v2 }\nroute a -> 90% to v1, 1 to v2\n',
  good: 'service a { port 80 http; version v1, v2 }\nroute a -> 9 to v1, 1 to v2\n',
});

export const noWeight: Plain = entry({
  code: 'M3022',
  slug: 'no-weight',
  severity: 'error',
  message: () => 'every share is 0: nothing would receive requests',
  why: 'A split sends each request to one of its destinations.',
  fix: 'Give one of them a share above 0.',
  bad: 'service a { port 80 http; version v1, v2 }\nroute a -> 0 to v1, 0 to v2\n',
  good: 'service a { port 80 http; version v1, v2 }\nroute a -> 1 to v1, 0 to v2\n',
});

export const sameDestination: Plain = entry({
  code: 'M3023',
  slug: 'same-destination',
  severity: 'error',
  message: () => 'this destination is already in the split',
  why: 'Two shares of one destination are one share; most likely another version was meant.',
  fix: 'Name another destination, or add the two shares up.',
  bad: 'service a { port 80 http; version v1, v2 }\nroute a -> 10% to v1, rest to v1\n',
  good: 'service a { port 80 http; version v1, v2 }\nroute a -> 10% to v2, rest to v1\n',
});

export const noFact: Plain = entry({
  code: 'M3024',
  slug: 'no-fact',
  severity: 'error',
  message: () => 'the `when` of a test says what the request is: `==` and `and` only',
  why: 'A test is one example request. `or`, `not` and patterns would leave open which.',
  fix: 'Write facts like `header "x-user" == "jason" and cookie "beta" == "1"`; method and path stand before.',
  bad: 'service a { port 80 http }\ntest "t" {\n  GET "/" to a when header "x" starts "b" -> a\n}\n',
  good: 'service a { port 80 http }\nroute a -> a\ntest "t" {\n  GET "/" to a when header "x" == "b" -> a\n}\n',
});

export const literalNeeded: Plain = entry({
  code: 'M3026',
  slug: 'literal-needed',
  severity: 'error',
  message: () => 'the number of a port is written out here, not taken from a name',
  why: 'References like `reviews:9080` and doors are found by this number, in every file and before any input is known.',
  fix: 'Write the number.',
  bad: 'let p = 80\nservice a { port p http }\n',
  good: 'service a { port 80 http }\n',
});

export const notADecision = entry<{ what: string }>({
  code: 'M3025',
  slug: 'not-a-decision',
  severity: 'error',
  message: ({ what }) => `${what} is no decision: a test or claim names where the request ends up`,
  why: 'What rule lists and routes decide in the end is what is tested.',
  fix: 'Write the destination, `redirect` or `respond` that must come out.',
  bad: 'service a { port 80 http }\nroute a -> a\ntest "t" {\n  GET "/" to a -> route a\n}\n',
  good: 'service a { port 80 http }\nroute a -> a\ntest "t" {\n  GET "/" to a -> a\n}\n',
});

const article = (noun: string): string => `${/^\[?[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`;

const percent = (ppm: number): string => `${ppm / 10_000}%`;
