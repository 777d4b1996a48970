// What SARIF 2.1.0 demands of the parts that mesh writes, as a list of faults; none for a good log. Written from the standard:
// properties that exist, required ones, one-based regions in order, indices that point at what they name.

type Json = Readonly<Record<string, unknown>>;

/** Required properties, then the others that are allowed, of each object that mesh writes. */
const shapes = {
  log: [['version', 'runs'], ['$schema']],
  run: [['tool'], ['columnKind', 'originalUriBaseIds', 'results', 'invocations']],
  driver: [['name'], ['version', 'semanticVersion', 'rules', 'informationUri']],
  rule: [['id'], ['name', 'shortDescription', 'fullDescription', 'help', 'defaultConfiguration', 'helpUri']],
  result: [
    ['message'],
    ['ruleId', 'ruleIndex', 'level', 'locations', 'relatedLocations', 'fixes', 'partialFingerprints'],
  ],
  location: [[], ['id', 'physicalLocation', 'message']],
  physicalLocation: [['artifactLocation'], ['region']],
  artifactLocation: [['uri'], ['uriBaseId']],
  region: [['startLine'], ['startColumn', 'endLine', 'endColumn', 'snippet']],
  fix: [['artifactChanges'], ['description']],
  artifactChange: [['artifactLocation', 'replacements'], []],
  replacement: [['deletedRegion'], ['insertedContent']],
} as const satisfies Record<string, readonly [readonly string[], readonly string[]]>;

export function sarifFaults(text: string): string[] {
  const faults: string[] = [];
  const log = JSON.parse(text) as Json;
  shape(log, 'log');
  if (log.version !== '2.1.0') faults.push(`version ${String(log.version)}`);
  for (const run of list(log.runs)) runFaults(run);
  return faults;

  function shape(value: Json, name: keyof typeof shapes): void {
    const [required, optional] = shapes[name] as readonly [readonly string[], readonly string[]];
    for (const key of required) if (value[key] === undefined) faults.push(`${name} without ${key}`);
    for (const key of Object.keys(value))
      if (![...required, ...optional].includes(key)) faults.push(`${name} with ${key}`);
  }
  function runFaults(run: Json): void {
    shape(run, 'run');
    const driver = (run.tool as Json).driver as Json;
    shape(driver, 'driver');
    const rules = list(driver.rules);
    for (const rule of rules) ruleFaults(rule);
    unique(
      rules.map(({ id }) => id),
      'rule',
    );
    const bases = Object.keys((run.originalUriBaseIds ?? {}) as Json);
    for (const result of list(run.results)) resultFaults(result, rules, bases);
    unique(
      list(run.results).map(({ partialFingerprints }) => JSON.stringify(partialFingerprints)),
      'fingerprint',
    );
  }
  function ruleFaults(rule: Json): void {
    shape(rule, 'rule');
    for (const key of ['shortDescription', 'fullDescription', 'help']) message(rule[key]);
  }
  function resultFaults(result: Json, rules: readonly Json[], bases: readonly string[]): void {
    shape(result, 'result');
    message(result.message);
    if (rules[result.ruleIndex as number]?.id !== result.ruleId) faults.push(`ruleIndex of ${String(result.ruleId)}`);
    if (!['none', 'note', 'warning', 'error'].includes(result.level as string)) faults.push(`level ${result.level}`);
    for (const location of list(result.locations)) locationFaults(location, bases);
    const related = list(result.relatedLocations);
    for (const location of related) locationFaults(location, bases);
    unique(
      related.map(({ id }) => id),
      'id of a related location',
    );
    for (const fix of list(result.fixes)) fixFaults(fix, bases);
  }
  function fixFaults(fix: Json, bases: readonly string[]): void {
    shape(fix, 'fix');
    if (list(fix.artifactChanges).length === 0) faults.push('a fix without changes');
    for (const change of list(fix.artifactChanges)) {
      shape(change, 'artifactChange');
      artifactFaults(change.artifactLocation as Json, bases);
      if (list(change.replacements).length === 0) faults.push('a change without replacements');
      for (const replacement of list(change.replacements)) {
        shape(replacement, 'replacement');
        regionFaults(replacement.deletedRegion as Json);
      }
    }
  }
  function locationFaults(location: Json, bases: readonly string[]): void {
    shape(location, 'location');
    const physical = location.physicalLocation as Json;
    shape(physical, 'physicalLocation');
    artifactFaults(physical.artifactLocation as Json, bases);
    regionFaults(physical.region as Json);
  }
  function artifactFaults(artifact: Json, bases: readonly string[]): void {
    shape(artifact, 'artifactLocation');
    const base = artifact.uriBaseId;
    if (base !== undefined && !bases.includes(base as string)) faults.push(`no base ${String(base)}`);
    if (!URL.canParse(artifact.uri as string, 'file:///root/') || /[\s<>"{}|\\^`]/.test(artifact.uri as string))
      faults.push(`no URI: ${String(artifact.uri)}`);
  }
  function regionFaults(region: Json): void {
    shape(region, 'region');
    const { startLine, startColumn, endLine, endColumn } = region as Record<string, number>;
    if (![startLine, startColumn, endLine, endColumn].every((each) => Number.isInteger(each) && (each as number) > 0))
      faults.push(`region ${JSON.stringify(region)}`);
    if (startLine! > endLine! || (startLine === endLine && startColumn! > endColumn!))
      faults.push(`region ends before it starts: ${JSON.stringify(region)}`);
  }
  function message(value: unknown): void {
    const text = (value as Json | undefined)?.text;
    if (typeof text !== 'string' || text === '') faults.push(`message ${JSON.stringify(value)}`);
  }
  function unique(values: readonly unknown[], what: string): void {
    if (new Set(values).size !== values.length) faults.push(`a ${what} twice`);
  }
}

const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);
