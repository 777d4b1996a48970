// Findings of the family M30xx (types).
export {};
