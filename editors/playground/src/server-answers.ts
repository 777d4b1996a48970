// What the server's own commands give back, as plain data.

export interface Problem {
  readonly problem: string;
}
export interface Output {
  readonly target: string;
  readonly text?: string;
  readonly problem?: string;
}
export interface Explanation {
  readonly text: string;
  readonly places: readonly Place[];
}
export interface Place {
  readonly uri: string;
  readonly range: Range;
}
export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}
export interface Drawing {
  readonly svg: string;
  readonly nodes: readonly { readonly id: string; readonly uri: string; readonly line: number }[];
}
export interface Finding {
  readonly range: Range;
  readonly severity?: number;
  readonly code?: string | number;
  readonly message: string;
}
export interface Edits {
  readonly changes?: Readonly<Record<string, readonly TextEdit[]>>;
  readonly documentChanges?: readonly {
    readonly textDocument: { readonly uri: string };
    readonly edits: readonly TextEdit[];
  }[];
}
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}
export interface Fix {
  readonly title: string;
  readonly kind?: string;
  readonly edit?: Edits;
}
