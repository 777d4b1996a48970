[
  (block)
  (rule_block)
  (samples)
  (claims)
  (map)
  (list)
  (list_literal)
  (parameters)
] @fold
