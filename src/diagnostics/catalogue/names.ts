// Findings of the family M20xx (names).
export {};
