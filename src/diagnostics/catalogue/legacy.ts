// Findings of the family M52xx (legacy).
export {};
