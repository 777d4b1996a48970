// Large programs say the same few things again and again: `retry 3 on 5xx`, the same limits, the same port. What a setting of several
// parts was read as is remembered by its text, for one check and where nothing but literals stands in it.
import type { MatchedSetting, SettingContext } from '../syntax/index.ts';

export interface ReadSetting {
  readonly matched: MatchedSetting;
  /** What it says, without its place. */
  readonly value: unknown;
}

/** More different texts than this are no repetition. */
const MOST = 2000;

export class RepeatedSettings {
  /** Names that were asked for what they mean. */
  asked = 0;
  readonly #byContext = new Map<SettingContext, Map<string, ReadSetting>>();

  /** What a setting of this text was read as. */
  recall(text: string, context: SettingContext): ReadSetting | undefined {
    return this.#byContext.get(context)?.get(text);
  }

  remember(text: string, context: SettingContext, read: ReadSetting): void {
    let known = this.#byContext.get(context);
    if (!known) {
      known = new Map();
      this.#byContext.set(context, known);
    }
    if (known.size < MOST) known.set(text, read);
  }
}

/** Words of settings that are worth remembering. */
export function isRepeated(word: string): boolean {
  switch (word) {
    case 'name':
    case 'timeout':
    case 'balance':
    case 'port':
    case 'version':
    case 'retry':
    case 'connections':
    case 'eject':
      return true;
    default:
      return false;
  }
}
