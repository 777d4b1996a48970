(let_declaration name: (name) @name) @definition.constant
(input_declaration name: (name) @name) @definition.constant
(condition_declaration name: (name) @name) @definition.function
(policy_declaration name: (name) @name) @definition.function
(rules_declaration name: (name) @name) @definition.function
(service_declaration name: (reference) @name) @definition.class
(egress_declaration name: (reference) @name) @definition.class
(gateway_declaration name: (reference) @name) @definition.class
(destination (reference) @name) @reference.class
(route_call name: (reference) @name) @reference.class
(call name: (callee) @name) @reference.call
