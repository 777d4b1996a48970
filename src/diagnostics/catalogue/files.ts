// Findings of the family M90xx (files).
export {};
