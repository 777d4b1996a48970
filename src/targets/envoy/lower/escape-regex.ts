// Literal text → the RE2 expression for exactly that text.

export const escapeRegex = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
