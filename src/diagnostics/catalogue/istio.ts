// Findings of the family M50xx (istio).
export {};
