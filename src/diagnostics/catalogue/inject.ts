// Findings of the family M95xx (inject).
export {};
