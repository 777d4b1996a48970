// GitHub annotations, GitLab's code quality report and JUnit XML read back: nothing of a message, path or place is lost.
import { expect, test } from 'vitest';
import {
  type Diagnostic,
  renderGithub,
  renderGitlab,
  renderJunit,
  renderJunitCases,
} from '../../../src/diagnostics/index.ts';
import { Source, spanIn, spanPath, spanStart } from '../../../src/text/index.ts';
import { catalogueFindings } from './catalogue-findings.ts';

const odd: Diagnostic = {
  code: 'M1',
  slug: 'odd',
  severity: 'info',
  message: 'a % b\r\n::error:: , : "<&>\u0001',
  span: spanIn(new Source('a,b:c%.mesh', 'one\ntwo\n'), 1, 6),
};
const findings = [...catalogueFindings(), odd];
const line = ({ span }: Diagnostic): number => span.anchor.source.position(spanStart(span)).line + 1;

/** Reads a workflow command as the runner does: `::name key=value,…::data`, then undoes the escapes. */
function readCommand(text: string): { name: string; properties: Map<string, string>; data: string } {
  const [, name = '', list = '', data = ''] = /^::(\w+) (.*?)::(.*)$/.exec(text) ?? [];
  const plain = (escaped: string): string => escaped.replace(/%(0D|0A|25)/g, (each) => decodeURIComponent(each));
  const properties = list.split(',').map((each): [string, string] => {
    const at = each.indexOf('=');
    const value = each.slice(at + 1).replace(/%(0D|0A|25|3A|2C)/g, (code) => decodeURIComponent(code));
    return [each.slice(0, at), value];
  });
  return { name, properties: new Map(properties), data: plain(data) };
}

test('annotations', () => {
  const commands = renderGithub(findings).trimEnd().split('\n').map(readCommand);
  expect(commands.length).toBe(findings.length);
  findings.forEach((finding, index) => {
    const { name, properties, data } = commands[index] as ReturnType<typeof readCommand>;
    expect(name).toBe({ error: 'error', warning: 'warning', info: 'notice' }[finding.severity]);
    expect(data.startsWith(finding.message), data).toBe(true);
    expect(properties.get('file')).toBe(spanPath(finding.span));
    expect(properties.get('line')).toBe(String(line(finding)));
  });
});

test('code quality', () => {
  const issues = JSON.parse(renderGitlab(findings)) as Record<string, never>[];
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
  issues.forEach((issue, index) => {
    const finding = findings[index] as Diagnostic;
    expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(issue.severity);
    expect(issue).toMatchObject({ location: { path: spanPath(finding.span), lines: { begin: line(finding) } } });
  });
});

/** A reader of the XML that mesh writes: elements, attributes, text; anything else is an error. */
function readXml(xml: string): { name: string; attributes: Map<string, string>; text: string }[] {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  const plain = (text: string): string =>
    text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) => (code ? String.fromCharCode(code) : entities[name]!));
  const open: string[] = [];
  const found: { name: string; attributes: Map<string, string>; text: string }[] = [];
  for (const [, close, name = '', list = '', empty, text = ''] of xml
    .replace(/^<\?xml [^?]*\?>\n/, '')
    .matchAll(/<(\/)?(\w+)((?: \w+="[^"<]*")*)(\/)?>([^<]*)/g)) {
    if (close) expect(open.pop()).toBe(name);
    else {
      const attributes = [...list.matchAll(/(\w+)="([^"]*)"/g)].map(
        ([, key, value]) => [key, plain(value as string)] as [string, string],
      );
      found.push({ name, attributes: new Map(attributes), text: plain(text) });
      if (!empty) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return found;
}

test('JUnit', () => {
  const elements = readXml(renderJunit(findings, ['clean.mesh', 'a,b:c%.mesh']));
  const failing = findings.filter(({ severity }) => severity !== 'info');
  const failures = elements.filter(({ name }) => name === 'failure');
  expect(failures.map(({ attributes }) => attributes.get('message'))).toEqual(failing.map(({ message }) => message));
  expect(elements.find(({ name }) => name === 'testsuites')?.attributes.get('failures')).toBe(String(failing.length));
  expect(elements.filter(({ attributes }) => attributes.get('name') === 'clean.mesh').length).toBe(1);
});

test('characters that XML cannot hold are replaced, line ends are kept', () => {
  const failure = { message: 'a\u0000b\n\t\r"<', detail: ']]> & \u001b' };
  const xml = renderJunitCases([{ suite: 's', name: 'n', failure }]);
  const [element] = readXml(xml).filter(({ name }) => name === 'failure');
  expect(element?.attributes.get('message')).toBe('a\ufffdb\n\t\r"<');
  expect(element?.text).toBe(']]> & \ufffd');
});
