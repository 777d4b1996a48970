// The bare API at a version: its bounds, its published precedence, what its fields can say, and the words in which it refuses.
import { catalogue } from '../../../diagnostics/index.ts';
import { type Dialect, type OrderReason, published } from '../../shared/gateway-routes/index.ts';
import { hasPlainHeaders, limits, takesEveryServerName } from '../supports.ts';
import { has } from './channel.ts';
import { settingsOf } from './settings.ts';
import { suits } from './suits.ts';

export const dialectOf = (version: string): Dialect => ({
  limits: (kind) => limits(version, kind),
  precedence: published,
  grpc: 'expressions',
  hasImports: true,
  withoutBackend: 500,
  takesEveryServerName: takesEveryServerName(version),
  hasPlainHeaders: hasPlainHeaders(version),
  expression: (pattern) => pattern,
  suits,
  settings: (context, home, settings, match) => settingsOf({ ...context, version }, home, settings, match),
  checkRedirect: (context, { code, origin }) => {
    if (code !== 301 && code !== 302)
      has({ ...context, version }, 'redirect303', origin, `\`redirect ${code}\``, 'requestRedirect.statusCode');
  },
  refuse: (report, place, construct, reason) =>
    report.add(catalogue.gatewayApi.notInGatewayApi, place, { construct, version, reason }),
  sayOrder: (report, place, earlier, reason) => {
    const { line } = earlier.origin.anchor.source.position(earlier.origin.anchor.offset + earlier.origin.start);
    report.add(
      catalogue.gatewayApi.orderBySpecificity,
      place,
      { earlier: `the one of line ${line + 1}`, reason: reasons[reason] },
      { related: [{ span: earlier.origin, message: 'the rule that should come first' }] },
    );
  },
  sayTooMany: (report, place, count, limit, what) =>
    report.add(catalogue.gatewayApi.tooManyMatches, place, { count, limit, what }),
});

const reasons: Readonly<Record<OrderReason, string>> = {
  regex: 'both take some requests, and where a regular expression stands in the order is left to each implementation',
  'same-name': 'both take some requests, and one match cannot ask two things of one header',
  'too-many': 'keeping the order would take too many matches',
};
