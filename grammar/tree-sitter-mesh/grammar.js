// The grammar of mesh for tree-sitter: the productions of ../mesh.ebnf under the same names, for editors that colour, fold and select by
// a tree. It takes all that the compiler's parser takes and little more: a line may also break before a name that has to come.
// `node scripts/gen-tree-sitter.ts` writes src/ again after a change here.
/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

const WORD = '[A-Za-z](?:[A-Za-z0-9_]|-+[A-Za-z0-9_])*';
const QUOTED = '"(?:[^"\\\\\\r\\n]|\\\\[^\\r\\n])*"';
const PART = `(?:[A-Za-z0-9_](?:[A-Za-z0-9_]|-+[A-Za-z0-9_])*|${QUOTED})`;

const comma = (rule) => seq(rule, repeat(seq(',', rule)));
/** Items between braces. Each ends with its line or a `;`, the last one also with the brace. */
const items = ($, item) => seq('{', repeat(choice(seq(item, $._end), ';')), optional(item), '}');
/** The same with settings, of which those that stop at `to` or `in` go on in the next line. */
const settings = ($, item) => {
  const unfinished = alias($.unfinished_setting, $.setting);
  const ended = choice(seq(item, $._end), seq(unfinished, ';'), ';');
  return seq('{', repeat(ended), optional(choice(item, unfinished)), '}');
};

export default grammar({
  name: 'mesh',

  // A line end that ends an item. It needs to see how the next line begins, and whether a `with` may come: hence a scanner in C.
  externals: ($) => [$._line_end, 'with'],
  extras: ($) => [/[ \t\r\n\uFEFF]/, $.comment, $.doc_comment],
  word: ($) => $.identifier,
  supertypes: ($) => [$.declaration, $.target, $.term, $.source, $.value, $.claim],
  inline: ($) => [$._item, $._setting_item],

  rules: {
    // ---- a file

    segment: ($) => repeat(choice(seq($.declaration, $._end), ';')),
    _end: ($) => choice($._line_end, ';'),

    declaration: ($) =>
      choice(
        $.namespace_declaration,
        $.use_declaration,
        $.let_declaration,
        $.input_declaration,
        $.condition_declaration,
        $.policy_declaration,
        $.service_declaration,
        $.egress_declaration,
        $.gateway_declaration,
        $.rules_declaration,
        $.route_declaration,
        $.ingress_declaration,
        $.telemetry_declaration,
        $.test_declaration,
        $.expect_declaration,
      ),
    namespace_declaration: ($) => seq('namespace', field('name', $.name)),
    use_declaration: ($) => seq('use', field('reference', $.reference)),
    let_declaration: ($) => seq('let', field('name', $.name), '=', field('value', $.value)),
    input_declaration: ($) =>
      seq('input', field('name', $.name), ':', field('type', $.type), optional(seq('=', field('value', $.value)))),
    condition_declaration: ($) =>
      seq('condition', field('name', $.name), optional($.parameters), '=', field('condition', $._condition)),
    policy_declaration: ($) =>
      seq('policy', field('name', $.name), optional($.parameters), field('body', $.block)),
    service_declaration: ($) => seq('service', comma(field('name', $.reference)), field('body', $.block)),
    egress_declaration: ($) => seq('egress', field('name', $.reference), field('body', $.block)),
    gateway_declaration: ($) => seq('gateway', field('name', $.reference), field('body', $.rule_block)),
    rules_declaration: ($) =>
      seq('rules', field('name', $.name), optional($.parameters), field('body', $.rule_block)),
    route_declaration: ($) => seq('route', field('name', $.reference), $._handling),
    ingress_declaration: ($) =>
      seq('ingress', comma(field('host', $.value)), 'on', comma(field('gateway', $.reference)), $._handling),
    telemetry_declaration: ($) =>
      seq('telemetry', optional(seq('for', field('service', $.reference))), field('body', $.block)),
    test_declaration: ($) => seq('test', field('name', $.text), field('body', $.samples)),
    expect_declaration: ($) => seq('expect', field('name', $.text), field('body', $.claims)),
    samples: ($) => items($, $.sample),
    claims: ($) => items($, $.claim),

    // ---- rules: the first whose condition holds decides

    _handling: ($) =>
      seq(optional($.with), choice(field('body', $.rule_block), seq('->', field('action', $.action)))),
    rule_block: ($) => settings($, $._item),
    _item: ($) => choice($.rule_item, $.setting, $.with_setting),
    rule_item: ($) =>
      seq(optional(choice(seq('when', field('condition', $._condition)), 'else')), '->', field('action', $.action)),
    action: ($) => seq(field('target', $.target), optional($.with), optional(field('body', $.block))),
    target: ($) => choice($.destination, $.split, $.route_call, $.rules_call, $.redirect, $.respond),
    destination: ($) => $.reference,
    split: ($) => comma($.share),
    route_call: ($) => seq('route', field('name', $.reference)),
    rules_call: ($) => seq('rules', $.call),
    redirect: ($) => seq('redirect', optional(field('status', $.value))),
    respond: ($) => seq('respond', field('status', $.value), optional(field('text', $.value))),
    share: ($) => seq(choice($.value, 'rest'), 'to', field('destination', $.reference)),
    with: ($) => seq('with', comma($.call)),

    // ---- settings: one shape for all

    block: ($) => settings($, $._setting_item),
    _setting_item: ($) => choice($.setting, $.with_setting),
    setting: ($) =>
      choice(
        seq(field('word', $.word), optional($._parts), optional($._body)),
        seq(field('word', $.word), $._unfinished_parts, $._body),
      ),
    unfinished_setting: ($) => seq(field('word', $.word), $._unfinished_parts),
    _body: ($) => choice(field('body', $.block), $.map),
    _parts: ($) => seq(optional($._parts_before), choice($.value, 'on', 'from', 'rest')),
    _unfinished_parts: ($) => seq(optional($._parts_before), choice('to', 'in')),
    _parts_before: ($) => seq(choice($._parts, $._unfinished_parts), optional(',')),
    with_setting: ($) => $.with,

    // ---- conditions; `and` with `or` needs parentheses

    _condition: ($) => choice($.term, $.conjunction, $.disjunction),
    conjunction: ($) => seq($.term, repeat1(seq('and', $.term))),
    disjunction: ($) => seq($.term, repeat1(seq('or', $.term))),
    term: ($) => choice($.subject_test, $.call_condition, $.parenthesized, $.negation, $.origin),
    negation: ($) => seq('not', $.term),
    parenthesized: ($) => seq('(', $._condition, ')'),
    origin: ($) => seq('from', $.source),
    call_condition: ($) => $.call,
    source: ($) => choice($.source_namespace, $.source_gateway, $.source_pods, $.source_workload),
    source_namespace: ($) => seq('namespace', field('name', $.name)),
    source_gateway: ($) => seq('gateway', field('name', $.reference)),
    source_pods: ($) => seq('pods', $.map),
    source_workload: ($) => field('name', $.reference),
    subject_test: ($) => seq($.subject, $.comparison),
    subject: ($) =>
      choice(
        'path',
        'method',
        'host',
        'scheme',
        'port',
        'sni',
        'rpc',
        seq(choice('header', 'query', 'cookie'), field('name', $.value)),
      ),
    comparison: ($) =>
      choice(
        'exists',
        seq(choice('==', '!='), $.value),
        seq(choice('in', 'starts', 'under', 'ends', 'contains', 'matches'), choice($.value, $.list)),
      ),

    // ---- values

    value: ($) => choice($.text, $.raw, $.number, $.boolean, $.call, $.list_literal),
    boolean: () => choice('true', 'false'),
    call: ($) => prec.right(seq(field('name', $.callee), optional($.list))),
    list: ($) => seq('(', comma($.value), ')'),
    list_literal: ($) => seq('[', optional(comma($.value)), ']'),
    map: ($) => seq('{', comma($.entry), '}'),
    entry: ($) => seq(field('key', $.name), ':', field('value', $.value)),
    parameters: ($) => seq('(', comma($.parameter), ')'),
    parameter: ($) =>
      seq(field('name', $.name), ':', field('type', $.type), optional(seq('=', field('value', $.value)))),
    type: ($) => choice($.name, seq('[', $.name, ']')),

    // ---- tests and expectations

    sample: ($) =>
      seq(
        field('method', $.word),
        field('url', $.value),
        optional(seq('from', $.source)),
        optional(seq('to', field('service', $.reference))),
        optional(seq('when', field('condition', $._condition))),
        '->',
        field('action', $.action),
      ),
    claim: ($) => choice($.every_request, $.never),
    every_request: ($) =>
      seq(
        'every',
        'request',
        'to',
        choice($.reference, seq('gateway', $.reference)),
        optional(seq('when', field('condition', $._condition))),
        choice(
          seq('->', field('action', $.action)),
          seq('is', choice('decided', seq('answered', 'within', field('time', $.value)))),
        ),
      ),
    never: ($) =>
      seq(
        choice($.reference, seq('gateway', $.reference), seq('namespace', $.name)),
        'never',
        choice(seq('routes', 'to'), 'reaches'),
        field('destination', $.reference),
      ),

    // ---- names

    name: ($) => choice($.identifier, $.text),
    word: ($) => $.identifier,
    reference: ($) => choice($.identifier, $.qualified, $.text),
    callee: ($) => choice($.identifier, $.qualified),
    identifier: () => token(new RegExp(WORD)),
    /** A name with its namespace, its version or its port glued to it: `shop/reviews@v2:http`. */
    qualified: () =>
      token(
        new RegExp(
          `(?:${WORD}|${QUOTED})(?:/${PART}(?:@${PART})?(?::${PART})?|@${PART}(?::${PART})?|:${PART})`,
        ),
      ),

    // ---- tokens

    number: () => token(/[0-9](?:[A-Za-z0-9_]|[.\-][A-Za-z0-9])*%?/),
    text: ($) =>
      seq('"', repeat(choice(token.immediate(prec(1, /[^"\\\r\n]+/)), $.escape_sequence)), token.immediate('"')),
    escape_sequence: () => token.immediate(prec(1, /\\(?:["\\nrt1-9]|u\{[0-9A-Fa-f]{1,6}\})/)),
    raw: ($) => seq('`', optional($.raw_text), token.immediate('`')),
    raw_text: () => token.immediate(prec(1, /[^`\r\n]+/)),
    comment: () => token(choice(/\/\/(?:[^\/\r\n][^\r\n]*)?/, /\/\/\/\/[^\r\n]*/)),
    doc_comment: () => token(/\/\/\/(?:[^\/\r\n][^\r\n]*)?/),
  },
});
