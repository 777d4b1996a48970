// A rule that hands its requests to the rules of an object which is not in the input: whoever has that object decides, as long as nobody
// has it the requests go on to the next rule.
import type { Condition, Rule } from '../../../model/index.ts';

export interface RuleCall extends Rule {
  /** `namespace/name` of the object. Its action means nothing. */
  readonly calls?: string;
  /** Of a rule of a service that stands here because requests are handed to all of its rules. */
  readonly routed?: {
    /** Which requests. */
    readonly condition: Condition;
    /** `namespace/name` */
    readonly service: string;
    readonly isFirst: boolean;
  };
}

/** Whether no request goes on to the next rule. */
export const takesAll = ({ condition, calls }: RuleCall): boolean => condition.kind === 'always' && calls === undefined;
