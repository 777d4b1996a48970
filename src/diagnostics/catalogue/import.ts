// Findings of the family M60xx (import).
export {};
