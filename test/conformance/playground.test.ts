// The playground in a real browser: a person types a program, reads what it becomes and what is wrong, asks about a request, looks at
// the graph. With MESH_SHOTS=FOLDER the screenshots stay there.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, chromiumBinary, type Served, serveFolder } from '../support/browser.ts';
import { isMissing, isRequired } from '../support/components.ts';

const playground = join(import.meta.dirname, '../../editors/playground');
const chromium = chromiumBinary();
const installed = existsSync(join(playground, 'node_modules'));
// Its packages are its own; they are installed here only where the test must run.
const missing = isMissing('chromium', chromium) || (!installed && !isRequired('chromium'));

const text = (selector: string) => `(document.querySelector(${JSON.stringify(selector)})?.textContent ?? '')`;
const view = (id: string) => `#views [data-id="${id}"]`;

/** In the middle of the first name of the program. */
const placeOfAlpha = `(() => {
  const name = [...document.querySelectorAll('#editor .cm-line span')].find((one) => one.textContent === 'alpha');
  const { x, y, width, height } = name.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
})()`;

describe.skipIf(missing)('the playground', { timeout: 60_000 }, () => {
  let served: Served;
  let browser: Browser;

  beforeAll(async () => {
    if (!installed) execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: playground });
    execFileSync(process.execPath, [join(playground, 'build.ts')]);
    served = await serveFolder(join(playground, 'dist'));
    browser = await Browser.start(chromium ?? '', { width: 1440, height: 860 });
    await browser.open(served.address);
    await browser.waitFor('document.documentElement?.dataset.ready === "0"');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    served?.close();
  });

  /** A picture that is not of one colour only. */
  async function shot(name: string): Promise<void> {
    const picture = await browser.screenshot();
    expect(picture.length).toBeGreaterThan(30_000);
    const folder = process.env.MESH_SHOTS;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.png`), picture);
  }

  /** Replaces the whole text of the editor, as from the keyboard. */
  async function write(program: string): Promise<void> {
    await browser.evaluate("document.querySelector('#editor .cm-content').focus()");
    await browser.press('a', 65, 2);
    await browser.type(program);
  }

  test('opens with an example and what it becomes', async () => {
    await browser.waitFor(`${text('#output')}.includes('kind: DestinationRule')`);
    await shot('output');
  });

  test('shows the mesh as a graph that leads to the program', async () => {
    await browser.click(view('graph'));
    await browser.waitFor(`document.querySelectorAll('#graph [data-id]').length >= 6`);
    await shot('graph');
    await browser.evaluate(
      `document.querySelector('[data-id="service shop/reviews"]').dispatchEvent(new MouseEvent('click', { bubbles: true }))`,
    );
    await browser.waitFor(`${text('#editor .cm-activeLine')}.includes('service reviews')`);
  });

  test('explains a request', async () => {
    await browser.click(view('explain'));
    await browser.waitFor(`${text('#explanation')}.includes('-> shop/reviews@v3')`);
    await shot('explain');
    await browser.evaluate(
      `Object.assign(document.querySelector('#request'), { value: 'GET http://shop.example.com/' }).dispatchEvent(new Event('input'))`,
    );
    await browser.waitFor(`${text('#explanation')}.includes('redirect 301 to https://shop.example.com/')`);
  });

  test('what is typed is compiled: output, findings, fixes', async () => {
    await browser.click(view('output'));
    await write('service typed { port 80 http; version v1 }\nroute typed -> v2\n');
    const findings = await browser.waitFor<string>(`${text('#findings')}.includes('v2') && ${text('#findings')}`);
    expect(findings).toContain('error');
    await browser.waitFor(`!document.querySelector('#output-problem').hidden`);
    await browser.waitFor(`document.querySelector('#editor .cm-lintRange-error') !== null`);
    await browser.click('#findings .fix');
    await browser.waitFor(`${text('#findings-title')} === 'No findings'`);
    await browser.waitFor(`${text('#output')}.includes('name: typed')`);
    await browser.click('#targets [data-id="gateway-api"]');
    await browser.waitFor(`${text('#output')}.includes('gateway.networking.k8s.io')`);
  });

  test('completes and explains names under the cursor', async () => {
    await write('service alpha { port 80 http }\nservice beta { port 80 http; calls ');
    await browser.type('a');
    await browser.waitFor(`${text('.cm-tooltip-autocomplete')}.includes('alpha')`);
    await browser.press('Escape', 27);
    const { x, y } = await browser.evaluate<{ readonly x: number; readonly y: number }>(placeOfAlpha);
    await browser.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y });
    await browser.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x: x + 1, y });
    await browser.waitFor(`${text('.cm-tooltip-hover')}.includes('alpha.default.svc')`);
  });

  test('findings bring an example request, which can be explained', async () => {
    await browser.evaluate(
      `Object.assign(document.querySelector('#example'), { value: '1' }).dispatchEvent(new Event('change'))`,
    );
    await browser.waitFor(`${text('#findings')}.includes('for example: GET http://shop.example.com/cart/empty')`);
    await shot('findings');
    await browser.evaluate("document.querySelector('#theme').click()");
    await browser.click('#findings .more .link');
    await browser.waitFor(`${text('#explanation')}.includes('yes, ')`);
    await shot('dark');
    await browser.evaluate("document.querySelector('#theme').click()");
  });

  test('every example opens without a mistake of the page', async () => {
    const count = await browser.evaluate<number>(`document.querySelector('#example').options.length`);
    for (let index = 0; index < count; index++) {
      await browser.evaluate(
        `Object.assign(document.querySelector('#example'), { value: '${index}' }).dispatchEvent(new Event('change'))`,
      );
      await browser.waitFor(`document.documentElement.dataset.ready === '${index}'`);
      await browser.click(view('graph'));
      await browser.waitFor(`document.querySelectorAll('#graph [data-id]').length > 1`);
      await browser.click(view('output'));
      await browser.waitFor(`document.querySelector('#output-problem').hidden && ${text('#output')}.includes(':')`);
      if (index !== 1)
        expect(await browser.evaluate(text('#findings-title')), `example ${index}`).not.toContain('error');
      if (index === 6) await shot('many-teams');
    }
    expect(browser.complaints).toEqual([]);
  });

  test('nothing leaves the browser, and the page says so itself', async () => {
    const strange = browser.requests.filter((url) => !url.startsWith(served.address) && !url.startsWith('data:'));
    expect(strange).toEqual([]);
    expect(served.asked.length).toBeGreaterThan(3);
    const refused = await browser.evaluate(`fetch('/style.css').then(() => 'sent', () => 'refused')`);
    expect(refused).toBe('refused');
  });
});
