// What the nodes of a segment hang on: its anchor, and the store that its tokens are in. Not the nodes: findings and the model keep anchors,
// and are no reason to keep trees.
import { Anchor, type Source } from '../text/index.ts';
import type { PackedTokens } from './packed-tokens.ts';

export class Home extends Anchor {
  readonly tokens: PackedTokens;

  constructor(source: Source, offset: number, tokens: PackedTokens) {
    super(source, offset);
    this.tokens = tokens;
  }
}
