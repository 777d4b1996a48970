// Findings of the family M55xx (linkerd).
export {};
