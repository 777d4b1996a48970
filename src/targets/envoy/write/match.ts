// Matches → envoy.config.route.v3.RouteMatch. Shape only.
import { type Node, toNode } from '../../../documents/index.ts';
import type { HeaderMatchPlan, MatchPlan, PathPlan, TextPlan } from '../plan.ts';
import { some } from './shape.ts';

export const matchNode = ({ path, headers, origin }: MatchPlan): Node =>
  toNode({ ...pathFields(path), headers: some(headers.map(headerNode)) }, origin);

const pathFields = ({ kind, value, origin }: PathPlan): Record<string, Node> => ({
  [kind]: toNode(kind === 'safe_regex' ? { regex: value } : value, origin),
});

const headerNode = ({ header, text, invert, absentIsEmpty, origin }: HeaderMatchPlan): Node =>
  toNode(
    {
      name: header,
      ...(text ? { string_match: textShape(text) } : { present_match: true }),
      ...(invert ? { invert_match: true } : {}),
      ...(absentIsEmpty ? { treat_missing_header_as_empty: true } : {}),
    },
    origin,
  );

/** envoy.type.matcher.v3.StringMatcher */
export const textShape = ({ kind, value }: TextPlan): object => ({
  [kind]: kind === 'safe_regex' ? { regex: value } : value,
});
