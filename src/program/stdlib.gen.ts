// Generated from stdlib/*.mesh by scripts/gen-stdlib.ts. Do not edit.
export const stdlibTexts: Readonly<Record<string, string>> = {
};
