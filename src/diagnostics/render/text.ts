// Findings as text without a frame, one a line: `file:line:column: error[M2001] message`, for logs and editors' quickfix lists.
import { placeOf } from '../../text/index.ts';
import type { Diagnostic } from '../entry.ts';

export const renderLine = (diagnostic: Diagnostic): string =>
  `${placeOf(diagnostic.span)}: ${diagnostic.severity}[${diagnostic.code}] ${diagnostic.message} (${diagnostic.slug})\n`;
