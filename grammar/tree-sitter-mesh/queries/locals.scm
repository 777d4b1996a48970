; Parameters hold inside the declaration that has them; all else is known in the whole project.

(segment) @local.scope
(condition_declaration) @local.scope
(policy_declaration) @local.scope
(rules_declaration) @local.scope

(parameter name: (name (identifier) @local.definition.parameter))
(let_declaration name: (name (identifier) @local.definition.constant))
(input_declaration name: (name (identifier) @local.definition.constant))
(condition_declaration name: (name (identifier) @local.definition.function))
(policy_declaration name: (name (identifier) @local.definition.function))
(rules_declaration name: (name (identifier) @local.definition.function))
(service_declaration name: (reference (identifier) @local.definition.type))
(egress_declaration name: (reference (identifier) @local.definition.type))
(gateway_declaration name: (reference (identifier) @local.definition.type))

(callee (identifier) @local.reference)
(destination (reference (identifier) @local.reference))
(share destination: (reference (identifier) @local.reference))
(route_call name: (reference (identifier) @local.reference))
(source_workload name: (reference (identifier) @local.reference))
(source_gateway name: (reference (identifier) @local.reference))
