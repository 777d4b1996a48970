; What is general comes first: where several patterns fit, the last one counts.

(comment) @comment
(doc_comment) @comment.documentation
(text) @string
(escape_sequence) @string.escape
(raw) @string.regexp
(number) @number
(boolean) @boolean

[ "{" "}" "(" ")" "[" "]" ] @punctuation.bracket
[ "," ";" ":" ] @punctuation.delimiter
[ "=" "==" "!=" "->" ] @operator

; ---- names

(identifier) @variable
(qualified) @variable
(type (name (identifier) @type))
(entry key: (name (identifier) @property))
(setting word: (word (identifier) @property))
(parameter name: (name (identifier) @variable.parameter))
(call name: (callee [(identifier) (qualified)] @function.call) (list))
(with (call name: (callee [(identifier) (qualified)] @function.call)))
(rules_call (call name: (callee [(identifier) (qualified)] @function.call)))
(call_condition (call name: (callee [(identifier) (qualified)] @function.call)))
(sample method: (word (identifier) @function.method))

(namespace_declaration name: (name (identifier) @module))
(source_namespace name: (name (identifier) @module))
(never (name (identifier) @module))
(let_declaration name: (name (identifier) @constant))
(input_declaration name: (name (identifier) @constant))
(condition_declaration name: (name (identifier) @function))
(policy_declaration name: (name (identifier) @function))
(rules_declaration name: (name (identifier) @function))
(service_declaration name: (reference [(identifier) (qualified)] @type))
(egress_declaration name: (reference [(identifier) (qualified)] @type))
(gateway_declaration name: (reference [(identifier) (qualified)] @type))
(route_declaration name: (reference [(identifier) (qualified)] @type))

; ---- words of the language

[
  "namespace"
  "use"
  "let"
  "input"
  "condition"
  "policy"
  "service"
  "egress"
  "gateway"
  "rules"
  "route"
  "ingress"
  "telemetry"
  "test"
  "expect"
] @keyword

[ "when" "else" ] @keyword.conditional
[ "and" "or" "not" "in" "starts" "under" "ends" "contains" "matches" "exists" ] @keyword.operator
[ "with" "to" "on" "from" "for" "rest" "pods" ] @keyword
[ "redirect" "respond" ] @keyword.return
[ "every" "request" "never" "routes" "reaches" "is" "answered" "within" "decided" ] @keyword

(subject [ "path" "method" "host" "scheme" "port" "sni" "rpc" "header" "query" "cookie" ] @variable.builtin)
