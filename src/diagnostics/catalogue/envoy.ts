// Findings of the family M53xx (envoy).
export {};
