// Findings of the family M10xx (syntax).
export {};
