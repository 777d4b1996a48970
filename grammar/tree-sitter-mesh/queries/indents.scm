[
  (block)
  (rule_block)
  (samples)
  (claims)
  (map)
  (list)
  (list_literal)
  (parameters)
] @indent.begin

[ "}" ")" "]" ] @indent.branch @indent.end
