// Fields of Istio 1.x's objects that the language has no form for, known beforehand: docs/targets.md is made from these rows.
import type { WithoutForm } from '../../shared/reading/index.ts';

const rows = (kind: string, ...all: readonly (readonly [fields: string, note: string])[]): readonly WithoutForm[] =>
  all.map(([fields, note]) => ({ kinds: [kind], fields: fields.split(' '), note }));

/** Of a service, a port of it or a version. */
const policies: readonly (readonly [string, string])[] = [
  [
    '**.loadBalancer.localityLbSetting **.loadBalancer.warmup **.loadBalancer.warmupDurationSecs',
    'balancing by place and time',
  ],
  [
    '**.consistentHash.minimumRingSize **.consistentHash.ringHash **.consistentHash.maglev **.httpCookie.path **.httpCookie.attributes',
    'the size of the ring, the path of a cookie',
  ],
  [
    '**.tcp.tcpKeepalive **.tcp.maxConnectionDuration **.tcp.idleTimeout **.http.h2UpgradePolicy **.http.useClientProtocol **.http.maxConcurrentStreams **.http.http2KeepAlive',
    'limits of connections that the language does not have',
  ],
  [
    '**.outlierDetection **.outlierDetection.minHealthPercent',
    'several kinds of failures at once; the share of healthy pods from which ejection is off',
  ],
  ['**.tls.subjectAltNames **.tls.insecureSkipVerify **.tls.caCrl', 'how the certificate is checked'],
  [
    '**.tls.clientCertificate **.tls.privateKey **.tls.caCertificates **.tls.credentialName',
    'files in the proxy, where the language names secrets',
  ],
  ['**.tunnel **.proxyProtocol **.retryBudget', 'settings of connections that the language does not have'],
];

export const withoutForm: readonly WithoutForm[] = [
  ...rows(
    'VirtualService',
    [
      'spec.http[].delegate',
      'rules that are called stand where they are called; those of an object that is not among the files are missing; calls within what is called, which Istio does not carry out',
    ],
    ['spec.http[].rewrite', 'beside `delegate`, and of a prefix that is not whole segments'],
    [
      'spec.http[].rewrite.uriRegexRewrite',
      'one that neither begins with `^` nor goes on to the end: it replaces every piece, and the language has whole paths',
    ],
    [
      'spec.http[].route[].headers spec.tls[].route[].headers spec.tcp[].route[].headers',
      'headers of one part of a split; where all parts have the same they are those of the rule',
    ],
    [
      'spec.http[].fault.abort.grpcStatus spec.http[].fault.abort.http2Error spec.http[].fault.delay.exponentialDelay',
      'a fault is a status and a fixed delay',
    ],
    [
      'spec.http[].fault.abort.percentage spec.http[].fault.delay.percentage spec.http[].mirrorPercentage',
      'shares finer than a millionth',
    ],
    [
      'spec.http[].retries.backoff spec.http[].retries.retryRemoteLocalities spec.http[].retries.retryIgnorePreviousHosts spec.http[].retries.retryOn',
      'how soon and where a retry is sent; words of `retryOn` that are not in the language',
    ],
    ['spec.http[].mirrors[]', 'every mirror but the first'],
    ['spec.http[].redirect', 'a prefix that is not whole segments'],
    ['spec.http[].directResponse.body.bytes', 'an answer of bytes'],
    [
      'spec.http[].headers.request.set.** spec.http[].headers.request.add.** spec.http[].headers.response.set.** spec.http[].headers.response.add.**',
      'values with `%COMMANDS%`, which Envoy computes',
    ],
    [
      'spec.http[].headers.request spec.http[].timeout spec.http[].retries spec.http[].mirror spec.http[].fault spec.http[].corsPolicy',
      'beside a redirect or an answer, where they mean nothing or have no place',
    ],
    ['spec.http[].corsPolicy.unmatchedPreflights', 'what becomes of preflights from other origins'],
    [
      'spec.http[].route[].destination.port spec.http[].mirror.port spec.tls[].route[].destination.port spec.tcp[].route[].destination.port',
      'one that is not said where the service lacks the port of the request: 503 as Istio answers, in a split the port that there is',
    ],
    ['spec.http[].headers.request spec.http[].headers.response', 'several values for one header: the last is kept'],
    [
      'spec.http[].fault.abort.percent spec.http[].appendHeaders spec.http[].appendRequestHeaders spec.http[].removeRequestHeaders spec.http[].appendResponseHeaders spec.http[].removeResponseHeaders spec.http[].route[].appendHeaders spec.http[].route[].appendRequestHeaders spec.http[].route[].removeRequestHeaders spec.http[].route[].appendResponseHeaders spec.http[].route[].removeResponseHeaders spec.http[].route[].destination.name spec.http[].mirror.name spec.tcp[].route[].destination.name',
      'spellings of earlier versions of Istio, which today leaves out: the program does what they did',
    ],
    [
      'spec.http[].match spec.tls[].match spec.tcp[].match',
      'an entry for gateways, ports, callers or paths that there are none of, which no request meets',
    ],
    ['spec.http[].match[].name spec.http[].match[].statPrefix', 'names of single matches'],
    ['spec.http[].match[].uri', 'a text that no path of a request begins with or is'],
    ['spec.http[].corsPolicy.allowMethods', 'methods that HTTP does not have'],
    ['spec.http[].match[].method', 'an expression becomes the methods of HTTP that it matches'],
    [
      'spec.http[].match[].authority spec.http[].match[].headers.** spec.http[].match[].withoutHeaders.**',
      'host and port, or all cookies, in one expression; claims of a token',
    ],
    [
      'spec.http[] spec.tls[] spec.tcp[]',
      'an entry behind one that takes everything, which no request reaches; one that does nothing the language has',
    ],
    [
      'spec.tls[].match[].destinationSubnets spec.tcp[].match[].destinationSubnets spec.tls[].match[].sourceSubnet spec.tcp[].match[].sourceSubnet',
      'matches of addresses',
    ],
    [
      'spec.http[].route[].destination.subset spec.tls[].route[].destination.subset spec.tcp[].route[].destination.subset',
      'a version of a host outside of the mesh',
    ],
    [
      'spec.hosts',
      'none, where no VirtualService of the files calls it; wildcards for calls inside the mesh; a host that another VirtualService has: at gateways Istio joins them by age, taken in the order of the files',
    ],
    [
      'spec.http spec.tls spec.tcp',
      'what no port of the service gets; of rules that nothing calls, those for other callers than the rest',
    ],
    ['spec.gateways', 'a gateway no server of which lets its hosts in'],
    ['spec.exportTo', 'an object that nobody sees'],
  ),
  ...rows(
    'DestinationRule',
    [
      'spec.host',
      'a wildcard that no ServiceEntry has: the services of the files that it covers have its policy, for all others the object stays YAML',
    ],
    ['spec.workloadSelector', 'a policy for some callers only'],
    [
      'spec.name **.outlierDetection.http.consecutiveErrors **.outlierDetection.http.interval **.outlierDetection.http.baseEjectionTime **.outlierDetection.http.maxEjectionPercent',
      'spellings of earlier versions of Istio, which today leaves out: the program does what they did',
    ],
    ['**.outlierDetection.consecutiveErrors', 'which Istio takes no more: it ejects as where nothing is said'],
    [
      'spec.subsets[]',
      'versions of a host outside of the mesh; a second subset of the same name; one with the labels of another',
    ],
    [
      'spec.subsets[].trafficPolicy spec.subsets[].trafficPolicy.portLevelSettings',
      'a policy for some routes to the whole service; policies of a port of one version',
    ],
    [
      'spec.trafficPolicy.portLevelSettings[]',
      'what stands for the whole service and is not repeated: Istio gives such a port its defaults, the language inherits',
    ],
    [
      'spec.trafficPolicy',
      'a policy for some of the hosts of a ServiceEntry; one beside that of an older DestinationRule, which Istio takes',
    ],
    ...policies,
    ['spec.exportTo', 'an object that nobody sees'],
    ['metadata.namespace', 'neither that of its host nor that of Istio: only callers there have the policy'],
  ),
  ...rows(
    'Gateway',
    [
      'spec.servers[].bind spec.servers[].name spec.servers[].defaultEndpoint spec.servers[].port.targetPort',
      'where a server listens',
    ],
    ['spec.servers[].port.name spec.servers[].port.protocol', 'a port without a name; a protocol that is read as tcp'],
    [
      'spec.servers[].tls.serverCertificate spec.servers[].tls.privateKey spec.servers[].tls.caCertificates',
      'files in the gateway: taken as the secret that is mounted there',
    ],
    [
      'spec.servers[].tls.mode',
      'ISTIO_MUTUAL, which is taken as what it carries, for TLS inside the mesh goes without saying; AUTO_PASSTHROUGH',
    ],
    [
      'spec.servers[].tls.minProtocolVersion spec.servers[].tls.maxProtocolVersion spec.servers[].tls.cipherSuites spec.servers[].tls.tlsCertificates spec.servers[].tls.credentialNames',
      'versions, ciphers and further certificates of TLS',
    ],
    [
      'spec.servers[].tls.subjectAltNames spec.servers[].tls.verifyCertificateSpki spec.servers[].tls.verifyCertificateHash spec.servers[].tls.caCrl',
      'how certificates of clients are checked',
    ],
    ['spec.servers[].tls', 'a server that ends TLS without naming a secret: a name stands for its certificate'],
  ),
  ...rows(
    'ServiceEntry',
    ['spec.addresses', 'virtual addresses: callers are told apart by host'],
    ['spec.workloadSelector', 'endpoints found by the labels of workloads'],
    ['spec.subjectAltNames', 'how the certificate is checked'],
    [
      'spec.endpoints[].ports spec.endpoints[].network spec.endpoints[].locality spec.endpoints[].weight spec.endpoints[].serviceAccount spec.endpoints[].labels',
      'ports, places and weights of single endpoints',
    ],
    ['spec.resolution', 'one that does not follow from hosts and endpoints'],
    ['spec.location', 'one that does not follow from how it is called'],
    ['spec.ports[].name spec.ports[].protocol', 'a port without a name; a protocol that is read as tcp'],
    ['spec.exportTo', 'an object that nobody sees'],
  ),
];
