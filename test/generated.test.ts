// Generated files are what their generators give now.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generators } from '../scripts/generators.ts';

for (const generate of generators)
  test(`generator ${generators.indexOf(generate) + 1}`, async () => {
    const files = await generate();
    expect(files.length).toBeGreaterThan(0);
    for (const { path, text } of files) {
      expect(existsSync(path), path).toBe(true);
      expect(readFileSync(path, 'utf8') === text, `${path} is fresh`).toBe(true);
    }
  });
