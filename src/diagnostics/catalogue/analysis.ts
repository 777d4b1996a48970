// Findings of the family M40xx (analysis).
export {};
