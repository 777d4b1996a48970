export async function lsp(): Promise<void> {}
