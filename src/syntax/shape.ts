// What a shape is: the parts that a setting takes, in order. Data only; the tables stand in shapes.ts, reading by them in match-shape.ts.

/** The places a setting can stand in; each has its own words. */
export type SettingContext =
  | 'service'
  | 'service-port'
  | 'version'
  | 'egress'
  | 'egress-port'
  | 'gateway'
  | 'gateway-port'
  | 'ingress'
  | 'route'
  | 'rules'
  | 'policy'
  | 'rule'
  | 'redirect'
  | 'respond'
  | 'connections'
  | 'eject'
  | 'cors'
  | 'tls'
  | 'telemetry'
  | 'sample';

/** What kind of value a slot asks for. `Name` is a new name; `Service`, `Version` … refer to one. */
export type SlotType =
  | 'Duration'
  | 'Percent'
  | 'Int'
  | 'Text'
  | 'Regex'
  | 'Path'
  | 'Host'
  | 'Port'
  | 'Status'
  | 'Method'
  | 'Name'
  | 'Service'
  | 'Namespace'
  | 'Gateway'
  | 'Certificate'
  | 'Destination';

export interface Slot {
  /** Key of the slot in what `matchShape` gives back. */
  readonly name: string;
  /** The word that stands before the value; without `type` and `words` the word alone is the slot. */
  readonly keyword?: string;
  readonly type?: SlotType;
  /** Bare words that may stand here, besides a value of `type`. */
  readonly words?: readonly string[];
  /** Several values between commas. */
  readonly list?: boolean;
  readonly optional?: boolean;
}

export interface Shape {
  readonly slots: readonly Slot[];
  /** A block of settings may follow. */
  readonly block?: SettingContext;
  /** Without the block it says nothing. */
  readonly blockRequired?: boolean;
  /** Labels follow: `{ app: "shop" }`. */
  readonly map?: boolean;
  /** May stand several times in one block. */
  readonly many?: boolean;
  /** One line, for hover and completion. */
  readonly doc: string;
  readonly example: string;
}

/** Word → its shapes; several where the first part decides. */
export type ShapeTable = Readonly<Record<string, readonly Shape[]>>;

/** How a shape reads: `retry ATTEMPTS [each DURATION] [on CONDITION, …]`. */
export function signatureOf(word: string, shape: Shape): string {
  const parts = [word, ...shape.slots.map(slotText)];
  if (shape.map) parts.push('{ label: "value", … }');
  if (shape.block) parts.push(shape.blockRequired ? '{ … }' : '[{ … }]');
  return parts.join(' ');
}

function slotText(slot: Slot): string {
  const values = [...(slot.words ?? []), ...(slot.type ? [slot.type] : [])].join('|');
  const listed = slot.list ? `${values}, …` : values;
  const text = [slot.keyword, listed].filter(Boolean).join(' ');
  return slot.optional ? `[${text}]` : text;
}
