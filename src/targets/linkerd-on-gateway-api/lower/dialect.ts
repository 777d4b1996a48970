// Linkerd 2 as a reader of routes: its bounds, its precedence, its annotations, and the words in which it refuses.
import { catalogue } from '../../../diagnostics/index.ts';
import { type Dialect, type OrderReason, refuse } from '../../shared/gateway-routes/index.ts';
import { hasGrpcRoutes, limits } from '../supports.ts';
import { byLength } from './by-length.ts';
import { settingsOf, suits } from './settings.ts';

export const dialectOf = (version: string): Dialect => ({
  limits,
  precedence: byLength,
  grpc: hasGrpcRoutes(version) ? 'exact' : 'none',
  hasImports: false,
  withoutBackend: undefined,
  takesEveryServerName: true,
  hasPlainHeaders: false,
  expression: anchored,
  suits,
  settings: (context, home, settings, match) => settingsOf({ ...context, version }, home, settings, match),
  checkRedirect: (context, { code, origin }) => {
    if (code !== 301 && code !== 302) refuse(context, origin, `\`redirect ${code}\``, 'it redirects with 301 and 302');
  },
  refuse: (report, place, construct, reason) =>
    report.add(catalogue.linkerdTwo.notInLinkerd, place, { construct, version, reason }),
  sayOrder: (report, place, earlier, reason) => {
    const { line } = earlier.origin.anchor.source.position(earlier.origin.anchor.offset + earlier.origin.start);
    report.add(
      catalogue.linkerdTwo.orderByLength,
      place,
      { earlier: `the one of line ${line + 1}`, version, reason: reasons[reason] },
      { related: [{ span: earlier.origin, message: 'the rule that should come first' }] },
    );
  },
  sayTooMany: (report, place, count, limit, what) =>
    report.add(catalogue.linkerdTwo.tooManyMatches, place, { count, limit, what }),
});

/** Its expressions find the first match and ask afterwards whether that was the whole text; anchors make it look for the whole text. */
const anchored = (pattern: string): string => `^(?:${plainQuotes(pattern)})$`;

/** It does not know RE2's `\Q…\E`. */
const plainQuotes = (pattern: string): string =>
  pattern.replace(/\\Q(.*?)(?:\\E|$)/gs, (_, text: string) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'));

const reasons: Readonly<Record<OrderReason, string>> = {
  regex: 'both take some requests, and an expression is tried before a prefix since it matches the whole path',
  'same-name': 'both take some requests, and one match cannot ask two things of one header',
  'too-many': 'keeping the order would take too many matches',
};
