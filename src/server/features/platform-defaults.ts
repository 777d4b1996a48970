// What platforms do about a setting that nobody wrote. It is no part of the meaning and nothing is written for it; people who read a rule
// want to know all the same. Only what is known of a platform is said.
import type { Settings } from '../../model/index.ts';

type Unsaid = Partial<Readonly<Record<'timeout' | 'retry', string>>>;

/** Of HTTP requests, by the name of a target and the beginning of its version. */
const defaults: readonly (readonly [name: string, version: string, unsaid: Unsaid])[] = [
  ['istio', '0.', { timeout: 'none' }],
  [
    'istio',
    '',
    {
      timeout: 'none',
      retry: '2 more tries, where the callee cannot have seen the request (connect-failure, refused-stream, …)',
    },
  ],
  ['gateway-api', '', { timeout: "the implementation's own", retry: "the implementation's own" }],
  ['linkerd', '1.', { timeout: 'none', retry: 'a budget: a fifth of the requests' }],
  ['linkerd', '', { timeout: 'none', retry: 'never' }],
  ['envoy', '', { timeout: '15s', retry: 'never' }],
];

/** One line for each setting that matters and that a rule does not have. */
export function unsaidText(settings: Settings, target: string): string {
  const [name = '', version = ''] = target.split('@');
  const unsaid = defaults.find(([of, beginning]) => of === name && version.startsWith(beginning))?.[2] ?? {};
  return (['timeout', 'retry'] as const)
    .flatMap((key) => {
      const text = settings[key] ? undefined : unsaid[key];
      return text === undefined ? [] : [`- \`${key}\` is not said: ${text} (\`${target}\`)`];
    })
    .join('\n');
}
