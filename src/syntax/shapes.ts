// Every setting of the language, by the place it stands in: its parts, one line of documentation, an example. The checker reads
// settings by these tables, hover and completion show them, the parser asks them where one setting ends and the next begins.
import type { SettingContext, Shape, ShapeTable, Slot } from './shape.ts';

const shape = (doc: string, example: string, slots: readonly Slot[], more: Partial<Shape> = {}): Shape => ({
  slots,
  doc,
  example,
  ...more,
});
const labels = (doc: string, example: string): readonly Shape[] => [shape(doc, example, [], { map: true })];

// ---- what happens to a request

const timeout: readonly Shape[] = [
  shape('How long the whole request may take, with all its retries; `none`: as long as it likes.', 'timeout 2s', [
    { name: 'duration', type: 'Duration', words: ['none'] },
  ]),
];

export const retryWords = [
  '5xx',
  'gateway-error',
  'connect-failure',
  'refused-stream',
  'reset',
  'retriable-4xx',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
] as const;
const retry: readonly Shape[] = [
  shape('No retries, whatever lists and services around say.', 'retry never', [{ name: 'never', keyword: 'never' }]),
  shape(
    'How often a failed request is tried again, how long each try may take, and which failures count.',
    'retry 3 each 500ms on gateway-error, 5xx',
    [
      { name: 'attempts', type: 'Int' },
      { name: 'each', keyword: 'each', type: 'Duration', optional: true },
      { name: 'on', keyword: 'on', type: 'Status', words: retryWords, list: true, optional: true },
    ],
  ),
];

const rewrite: readonly Shape[] = [
  shape(
    'The part of the path that a regular expression matches is replaced; `\\1` is its first group.',
    'rewrite path `/u/([0-9]+)` to "/user/\\1"',
    [
      { name: 'path', keyword: 'path' },
      { name: 'pattern', type: 'Regex' },
      { name: 'to', keyword: 'to', type: 'Text' },
    ],
  ),
  shape('The whole path is replaced.', 'rewrite path "/index.html"', [
    { name: 'path', keyword: 'path' },
    { name: 'to', type: 'Path' },
  ]),
  shape(
    'The first segments of the path are replaced; the condition must imply `path under` them.',
    'rewrite prefix "/api" to "/"',
    [
      { name: 'prefix', keyword: 'prefix', type: 'Path' },
      { name: 'to', keyword: 'to', type: 'Path' },
    ],
  ),
  shape('The host that the destination sees.', 'rewrite host "www.example.org"', [
    { name: 'host', keyword: 'host', type: 'Host' },
  ]),
];

const mirror: readonly Shape[] = [
  shape('A copy of so many requests goes there too; its answers are thrown away.', 'mirror 5% to v2', [
    { name: 'share', type: 'Percent', optional: true },
    { name: 'to', keyword: 'to', type: 'Destination' },
  ]),
];

const delay: readonly Shape[] = [
  shape('So many requests wait this long first: to test how callers cope.', 'delay 1s on 10%', [
    { name: 'duration', type: 'Duration' },
    { name: 'on', keyword: 'on', type: 'Percent', optional: true },
  ]),
];

const abort: readonly Shape[] = [
  shape('So many requests are answered with this status instead: to test how callers cope.', 'abort 503 on 10%', [
    { name: 'status', type: 'Status' },
    { name: 'on', keyword: 'on', type: 'Percent', optional: true },
  ]),
];

const headerChange = (direction: 'request' | 'response'): readonly Shape[] => [
  shape(`Removes a header of the ${direction}.`, `${direction} header remove "x-internal"`, [
    { name: 'header', keyword: 'header' },
    { name: 'remove', keyword: 'remove', type: 'Text' },
  ]),
  shape(`Sets a header of the ${direction}, in place of what it was.`, `${direction} header set "x-team" "red"`, [
    { name: 'header', keyword: 'header' },
    { name: 'set', keyword: 'set', type: 'Text' },
    { name: 'value', type: 'Text' },
  ]),
  shape(`Adds a value to a header of the ${direction}.`, `${direction} header add "vary" "origin"`, [
    { name: 'header', keyword: 'header' },
    { name: 'add', keyword: 'add', type: 'Text' },
    { name: 'value', type: 'Text' },
  ]),
];
const many = (shapes: readonly Shape[]): readonly Shape[] => shapes.map((one) => ({ ...one, many: true }));

const cors: readonly Shape[] = [
  shape(
    'Which pages of other origins may call this from a browser.',
    'cors { origins "https://shop.example.com"; methods GET, POST }',
    [],
    {
      block: 'cors',
      blockRequired: true,
    },
  ),
];
const websocket: readonly Shape[] = [
  shape('Requests may upgrade to WebSocket.', 'websocket', [{ name: 'off', keyword: 'off', optional: true }]),
];
const named: readonly Shape[] = [
  shape('The name of the rule in the output and in metrics.', 'name "people"', [{ name: 'name', type: 'Text' }]),
];

/** What a whole list may say for all its rules. */
const forRequests: ShapeTable = {
  timeout,
  retry,
  rewrite,
  mirror,
  delay,
  abort,
  request: many(headerChange('request')),
  response: many(headerChange('response')),
  cors,
  websocket,
};

// ---- how callers reach a service

const balance: readonly Shape[] = [
  shape('The same header value always reaches the same pod.', 'balance hash header "x-user"', [
    { name: 'hash', keyword: 'hash' },
    { name: 'header', keyword: 'header', type: 'Text' },
  ]),
  shape(
    'The same cookie always reaches the same pod; with `ttl` it is set where it is missing.',
    'balance hash cookie "session" ttl 1h',
    [
      { name: 'hash', keyword: 'hash' },
      { name: 'cookie', keyword: 'cookie', type: 'Text' },
      { name: 'ttl', keyword: 'ttl', type: 'Duration', optional: true },
    ],
  ),
  shape('The same query parameter always reaches the same pod.', 'balance hash query "user"', [
    { name: 'hash', keyword: 'hash' },
    { name: 'query', keyword: 'query', type: 'Text' },
  ]),
  shape('The same caller always reaches the same pod.', 'balance hash source-ip', [
    { name: 'hash', keyword: 'hash' },
    { name: 'source-ip', keyword: 'source-ip' },
  ]),
  shape('How requests are spread over the pods.', 'balance least-request', [
    { name: 'kind', words: ['round-robin', 'least-request', 'random', 'passthrough'] },
  ]),
];
const connections: readonly Shape[] = [
  shape(
    'Limits per calling proxy: what is beyond them is refused at once.',
    'connections { max 100; pending 1000 }',
    [],
    {
      block: 'connections',
      blockRequired: true,
    },
  ),
];
const eject: readonly Shape[] = [
  shape('Pods that fail get no requests for a while.', 'eject { after 5 5xx; check 30s; for 1m; at-most 50% }', [], {
    block: 'eject',
    blockRequired: true,
  }),
];
const tls: readonly Shape[] = [
  shape(
    'How connections to it are opened: `off` plain, `mutual` with the identities of the mesh, else with a certificate.',
    'tls { sni "bank.example.org"; ca "bank-ca" }',
    [{ name: 'mode', words: ['off', 'simple', 'mutual', 'client'], optional: true }],
    { block: 'tls' },
  ),
];
const traffic: ShapeTable = { balance, connections, eject, tls };

export const protocols = ['http', 'http2', 'grpc', 'https', 'tls', 'tcp', 'mongo', 'redis', 'mysql'] as const;
const port = (block: SettingContext, example: string): readonly Shape[] => [
  shape(
    'A port: its name if it has one, its number, what is spoken there.',
    example,
    [
      { name: 'name', type: 'Name', optional: true },
      { name: 'number', type: 'Port' },
      { name: 'protocol', words: protocols },
    ],
    { block, many: true },
  ),
];
const target: readonly Shape[] = [
  shape('The port behind it, where it differs.', 'target 8080', [{ name: 'port', type: 'Port' }]),
];
const visible: readonly Shape[] = [
  shape('Only these namespaces see it.', 'visible to shop, web-team', [
    { name: 'to', keyword: 'to', type: 'Namespace', list: true },
  ]),
];
const host: readonly Shape[] = [
  shape('The host names it answers to.', 'host "www.example.org"', [{ name: 'hosts', type: 'Host', list: true }]),
];
const at: readonly Shape[] = [
  shape('Where it really is: addresses or host names.', 'at "10.0.0.5", "10.0.0.6"', [
    { name: 'addresses', type: 'Text', list: true },
  ]),
];
const version: readonly Shape[] = [
  shape(
    'Versions of the service: pods with the label `version`, or with the labels of `pods`.',
    'version v1, v2',
    [{ name: 'names', type: 'Name', list: true }],
    { block: 'version', many: true },
  ),
];

// ---- doors

const certificate: readonly Shape[] = [
  shape('The secret with the certificate that ends TLS here.', 'certificate "wildcard"', [
    { name: 'certificate', type: 'Certificate' },
  ]),
];
const clients: readonly Shape[] = [
  shape('Callers must show a certificate; the secret with the authority that signs them.', 'clients "partners-ca"', [
    { name: 'authority', type: 'Certificate' },
  ]),
];

const service: ShapeTable = {
  port: port('service-port', 'port web 9080 http'),
  version,
  calls: [
    shape(
      'Whom it calls: checked, drawn, and summed up for timeouts.',
      'calls details, reviews:9080',
      [{ name: 'targets', type: 'Service', list: true }],
      { many: true },
    ),
  ],
  ...traffic,
  visible: visible,
  host,
  at,
  proxy: [
    shape('The proxy beside its pods, where the mesh has several.', 'proxy linkerd "1.7"', [
      { name: 'proxy', words: ['envoy', 'linkerd'] },
      { name: 'version', type: 'Text', optional: true },
    ]),
  ],
  ...forRequests,
};

const gateway: ShapeTable = {
  class: [
    shape('Who runs the door: the class of Ingress and Gateway API.', 'class "istio"', [
      { name: 'class', type: 'Text' },
    ]),
  ],
  pods: labels('The pods of its proxy.', 'pods { istio: "egressgateway" }'),
  port: port('gateway-port', 'port 443 https { certificate "wildcard" }'),
  open: [
    shape('The namespaces that may put hosts on it.', 'open to shop, monitoring', [
      { name: 'to', keyword: 'to', type: 'Namespace', words: ['all'], list: true },
    ]),
  ],
  ...forRequests,
};

const egress: ShapeTable = {
  host,
  at,
  port: port('egress-port', 'port 443 tls'),
  through: [
    shape('Leaves the mesh by this gateway and port.', 'through istio-system/out:443', [
      { name: 'gateway', type: 'Gateway' },
    ]),
  ],
  ...traffic,
  visible,
  ...forRequests,
};

const number = (doc: string, example: string): readonly Shape[] => [
  shape(doc, example, [{ name: 'value', type: 'Int' }]),
];
const duration = (doc: string, example: string): readonly Shape[] => [
  shape(doc, example, [{ name: 'value', type: 'Duration' }]),
];
const text = (doc: string, example: string, type: Slot['type'] = 'Text'): readonly Shape[] => [
  shape(doc, example, [{ name: 'value', type }]),
];

/** All tables. */
export const shapes: Readonly<Record<SettingContext, ShapeTable>> = {
  service,
  'service-port': { target, ...traffic },
  version: { pods: labels('The labels of its pods.', 'pods { version: "3.0" }'), ...traffic },
  egress,
  'egress-port': { target, ...traffic },
  gateway,
  'gateway-port': { certificate, clients },
  ingress: { certificate, clients, ...forRequests },
  route: forRequests,
  rules: forRequests,
  policy: { ...forRequests, ...traffic },
  rule: { ...forRequests, name: named },
  redirect: {
    scheme: [shape('The scheme to go to.', 'scheme https', [{ name: 'value', words: ['http', 'https'] }])],
    host: text('The host to go to.', 'host "www.example.com"', 'Host'),
    port: text('The port to go to.', 'port 8443', 'Port'),
    path: text('The whole path to go to.', 'path "/new"', 'Path'),
    prefix: [
      shape('The first segments of the path are replaced.', 'prefix "/old" to "/new"', [
        { name: 'prefix', type: 'Path' },
        { name: 'to', keyword: 'to', type: 'Path' },
      ]),
    ],
    response: many(headerChange('response')),
    name: named,
  },
  respond: { response: many(headerChange('response')), delay, cors, name: named },
  connections: {
    max: number('Connections at most.', 'max 100'),
    pending: number('Requests that wait for a connection at most.', 'pending 1000'),
    requests: number('Requests in flight at most.', 'requests 100'),
    retries: number('Retries in flight at most.', 'retries 3'),
    'per-connection': number('Requests after which a connection is closed.', 'per-connection 10'),
    connect: duration('How long opening a connection may take.', 'connect 30ms'),
    idle: duration('How long an idle connection is kept.', 'idle 60s'),
  },
  eject: {
    after: [
      shape('So many failures in a row eject a pod.', 'after 5 5xx', [
        { name: 'count', type: 'Int' },
        { name: 'on', words: ['5xx', 'gateway-error', 'connect-failure'] },
      ]),
    ],
    check: duration('How often pods are looked at.', 'check 30s'),
    for: duration('How long a pod stays ejected the first time.', 'for 1m'),
    'at-most': text('The share of the pods that may be ejected at once.', 'at-most 50%', 'Percent'),
  },
  cors: {
    origins: [
      shape(
        'Origins that may call; backquotes match, `starts` compares the beginning.',
        'origins "https://shop.example.com"',
        [
          { name: 'starts', keyword: 'starts', optional: true },
          { name: 'origins', type: 'Text', list: true },
        ],
        { many: true },
      ),
    ],
    methods: [shape('Methods they may use.', 'methods GET, POST', [{ name: 'methods', type: 'Method', list: true }])],
    headers: [shape('Headers they may send.', 'headers "x-user"', [{ name: 'headers', type: 'Text', list: true }])],
    expose: [
      shape('Headers their scripts may read.', 'expose "x-request-id"', [
        { name: 'headers', type: 'Text', list: true },
      ]),
    ],
    'max-age': duration('How long a browser remembers the answer.', 'max-age 24h'),
    credentials: [
      shape('Cookies and authorization may be sent.', 'credentials', [{ name: 'off', keyword: 'off', optional: true }]),
    ],
  },
  tls: {
    sni: text('The server name sent when connecting.', 'sni "bank.example.org"'),
    ca: text(
      'The secret with the authority that the server’s certificate must come from.',
      'ca "bank-ca"',
      'Certificate',
    ),
    certificate: text('The secret with our own certificate.', 'certificate "shop-client"', 'Certificate'),
  },
  telemetry: {
    metrics: [
      shape(
        'Metrics for Prometheus to fetch.',
        'metrics prometheus port 9990',
        [
          { name: 'prometheus', keyword: 'prometheus' },
          { name: 'port', keyword: 'port', type: 'Port', optional: true },
        ],
        { many: true },
      ),
      shape(
        'Metrics sent to an address.',
        'metrics mixer "istio-mixer:9091"',
        [
          { name: 'kind', words: ['mixer', 'statsd', 'influxdb'] },
          { name: 'address', type: 'Text' },
        ],
        { many: true },
      ),
    ],
    trace: [
      shape('Where traces go, and of how many requests.', 'trace zipkin "zipkin:9411" sample 1%', [
        { name: 'kind', words: ['zipkin', 'otlp', 'jaeger'] },
        { name: 'address', type: 'Text' },
        { name: 'sample', keyword: 'sample', type: 'Percent', optional: true },
      ]),
    ],
    'access-log': [
      shape('One line per request.', 'access-log json', [{ name: 'format', words: ['json', 'text', 'off'] }]),
    ],
  },
  sample: { ...forRequests, name: named },
};

export const settingContexts = Object.keys(shapes) as readonly SettingContext[];

let words: ReadonlyMap<string, readonly Shape[]> | undefined;

/** The shapes of each word in all places; made when first asked for. */
function wordsOfAll(): ReadonlyMap<string, readonly Shape[]> {
  if (words) return words;
  const found = new Map<string, Shape[]>();
  for (const context of settingContexts)
    for (const [word, list] of Object.entries(shapes[context])) {
      const known = found.get(word);
      if (known) known.push(...list);
      else found.set(word, [...list]);
    }
  words = found;
  return found;
}

/** Whether some place has a setting of that name. */
export const isSettingWord = (word: string): boolean => wordsOfAll().has(word);

/** All setting words, sorted. */
export const settingWords = (): readonly string[] => [...wordsOfAll().keys()].sort();

/** The shapes of a word in a place. */
export const shapesOf = (context: SettingContext, word: string): readonly Shape[] | undefined =>
  Object.hasOwn(shapes[context], word) ? shapes[context][word] : undefined;

/**
 * Whether `name` as the next part still belongs to the setting `word` after so many parts before it, or begins the next setting
 * (`port 9080 http version v1`). In doubt it belongs.
 */
export function staysInSetting(word: string, before: number, name: string): boolean {
  const own = wordsOfAll().get(word);
  if (!own) return true;
  return own.some((one) => {
    const knows = one.slots.some((slot) => slot.keyword === name || slot.words?.includes(name));
    const required = one.slots.filter((slot) => !slot.optional).length;
    return knows || before < required;
  });
}
