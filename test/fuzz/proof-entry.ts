// `--verify`: what a program becomes on a platform that has a way back, read back in portions and as a whole: nothing that was not refused
// differs.
import { compile, emitEach } from '../../src/compile.ts';
import { treeDocument } from '../../src/documents/index.ts';
import { readBack, readBackEach, readBackText } from '../../src/importer/index.ts';
import { allPlatforms } from '../../src/targets/index.ts';
import { Source } from '../../src/text/index.ts';
import type { EntryPoint } from './entry-points.ts';

const targets = allPlatforms()
  .filter(({ reader }) => reader)
  .flatMap((platform) =>
    platform.versions.map((version) => ({ name: `${platform.name}@${version}`, platform, version })),
  );

export const proof: EntryPoint = (text, random) => {
  const compilation = compile([new Source('fuzz.mesh', text)]);
  if (compilation.hasErrors) return;
  const target = random.pick(targets);
  const each = readBackEach(compilation.mesh, target.platform);
  const documents: ReturnType<typeof treeDocument>[] = [];
  const found = emitEach(compilation, target, {}, (document) => {
    const tree = treeDocument(document);
    each?.take(tree);
    documents.push(tree);
  });
  if (found.some(({ severity }) => severity === 'error')) return;
  const inPortions = each?.finish();
  const whole = readBack(compilation.mesh, documents, target.platform, target.version);
  if (!whole) return;
  const difference = readBackText(whole);
  if (whole.same) return;
  if (inPortions && inPortions.unread.length === 0)
    throw new Error(`${target.name}: proved in portions, and different as a whole`);
  if (whole.difference.unknown.length === 0) throw new Error(`${target.name}: ${difference}`);
};
