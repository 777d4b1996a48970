// Signature help: the parameters of a condition, policy or list between its parentheses; how the setting on this line is written.
import type { SignatureHelp, SignatureInformation } from 'vscode-languageserver';
import type { ParameterSymbol } from '../../program/index.ts';
import { type Call, nodeAt, type Setting, shapesOf, signatureOf } from '../../syntax/index.ts';
import { spanEnd, spanStart, spanText } from '../../text/index.ts';
import { contextOf } from '../completion/context.ts';
import type { View } from '../workspace.ts';

export function signatureHelp(view: View, offset: number): SignatureHelp | undefined {
  const path = nodeAt(view.tree, offset);
  const call = path.findLast((node): node is Call => node.kind === 'call' && node.arguments !== undefined);
  if (call && offset > spanEnd(call.reference.span)) return callHelp(view, call, offset);
  const setting = path.findLast((node): node is Setting => node.kind === 'setting');
  if (!setting || offset <= spanEnd(setting.word.span) || (setting.block && offset > spanStart(setting.block.span)))
    return undefined;
  const context = contextOf(path.slice(0, path.indexOf(setting)));
  const shapes = (context && shapesOf(context, setting.word.text)) ?? [];
  const signatures = shapes.map((shape) => ({
    label: signatureOf(setting.word.text, shape),
    documentation: `${shape.doc} For example: ${shape.example}`,
  }));
  return signatures.length > 0 ? { signatures, activeSignature: 0 } : undefined;
}

function callHelp(view: View, call: Call, offset: number): SignatureHelp | undefined {
  const symbol = view.living.symbolAt(call.reference.name);
  if (!symbol || !('parameters' in symbol)) return undefined;
  const labels = symbol.parameters.map(({ declaration }: ParameterSymbol) => spanText(declaration.span));
  const signature: SignatureInformation = {
    label: `${symbol.name}(${labels.join(', ')})`,
    parameters: labels.map((label) => ({ label })),
    ...(symbol.doc === undefined ? {} : { documentation: symbol.doc }),
  };
  const between = view.source.text.slice(spanEnd(call.reference.span), offset);
  return { signatures: [signature], activeSignature: 0, activeParameter: commas(between) };
}

const commas = (text: string): number => text.replace(/"(?:\\.|[^"\\])*"|`[^`]*`/g, '').split(',').length - 1;
