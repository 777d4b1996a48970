// Programs as text through the whole road to Linkerd 1.x of its own, or to the hybrid that a target of Envoy makes of them.
import { compile } from '../../../src/compile.ts';
import { type Diagnostic, Report } from '../../../src/diagnostics/index.ts';
import { type Document, writeYaml } from '../../../src/documents/index.ts';
import { discoveryOf, type Mesh } from '../../../src/model/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source, spanText } from '../../../src/text/index.ts';
import { type LinkerdAnswer, type LinkerdRequest, linkerdAnswer } from '../../support/linkerd-router.ts';

export interface Options {
  readonly target?: string;
  readonly discovery?: string;
  readonly undeclared?: 'allow' | 'deny';
  readonly install?: 'kubernetes' | 'minikube';
}
export interface Built {
  readonly mesh: Mesh;
  readonly documents: readonly Document[];
  readonly diagnostics: readonly Diagnostic[];
  /** `M5510 mirror 5% to v2`: codes with the text they stand at. */
  readonly found: readonly string[];
  readonly text: (path: string) => string;
  /** What the node's Linkerd, or that of a gateway on `port`, does with `GET HOST/PATH`. */
  readonly answer: (request: string, port?: number, gone?: readonly string[]) => string;
  readonly dtab: string;
}

export function built(program: string, options: Options = {}): Built {
  const discovery = options.discovery === undefined ? undefined : discoveryOf(options.discovery);
  const compiled = compile([new Source('main.mesh', `namespace shop\n${program}\n`)], {
    namespace: 'shop',
    withoutAnalysis: true,
    undeclared: options.undeclared ?? 'deny',
    ...(discovery ? { discovery } : {}),
  });
  const { platform, version } = chooseTarget(options.target ?? 'linkerd@1.7') as TargetChoice;
  const report = new Report();
  const install = options.install ? { install: options.install } : {};
  const documents = compiled.hasErrors ? [] : platform.build(compiled.mesh, { version, report, ...install });
  const diagnostics = [...compiled.diagnostics, ...report.sorted()];
  const text = (path: string): string => {
    const document = documents.find((one) => one.path === path);
    if (!document) throw new Error(`no ${path} among ${documents.map((one) => one.path).join(' ')}`);
    return writeYaml([document]);
  };
  return {
    mesh: compiled.mesh,
    documents,
    diagnostics,
    found: diagnostics.map(({ code, span }) => `${code} ${spanText(span)}`),
    text,
    answer: (request, port = 4140, gone = []) => {
      const file = documents.find((one) => one.path.startsWith('linkerd/') && servesOn(writeYaml([one]), port));
      return file ? answerText(linkerdAnswer(writeYaml([file]), port, requestOf(request), new Set(gone))) : 'nothing';
    },
    get dtab() {
      return text('linkerd/shop/l5d.yaml');
    },
  };
}

const servesOn = (yaml: string, port: number): boolean => new RegExp(`^ +- port: ${port}$`, 'm').test(yaml);

/** `GET reviews:9080/a` */
function requestOf(text: string): LinkerdRequest {
  const [, method = '', host = '', path = '/'] = /^(\S+) ([^/]+)(\/.*)?$/.exec(text) ?? [];
  return { method, host, path };
}

/** Endpoints with their shares, as short as they are clear: `90 shop/9080/reviews-v1, 10 …`. */
function answerText(answer: LinkerdAnswer): string {
  if (answer.kind === 'refused') return answer.because;
  const [only, ...more] = answer.branches;
  const short = (name: string): string => name.replace('/#/io.l5d.k8s/', '').replace('/$/inet/', 'inet ');
  const limits = Object.keys(answer.limits).length > 0 ? ` ${JSON.stringify(answer.limits)}` : '';
  if (only && more.length === 0) return `${short(only.name)}${limits}`;
  return `${answer.branches.map(({ name, weight }) => `${weight} ${short(name)}`).join(', ')}${limits}`;
}
