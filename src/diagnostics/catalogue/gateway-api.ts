// Findings of the family M54xx (gateway-api).
export {};
