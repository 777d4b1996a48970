// What random programs become on a platform: YAML that readers understand, before mutations.
import { compile, emit } from '../../src/compile.ts';
import { writeYaml } from '../../src/documents/index.ts';
import { allPlatforms } from '../../src/targets/index.ts';
import { Source } from '../../src/text/index.ts';
import type { Random } from '../support/random.ts';
import { soundProgram } from '../support/sound-programs.ts';

const targets = allPlatforms().flatMap((platform) =>
  platform.versions.map((version) => ({ name: `${platform.name}@${version}`, platform, version })),
);

/** Nothing where the program says what none of some targets can. */
export function soundManifest(random: Random): string | undefined {
  const compilation = compile([new Source('sound.mesh', soundProgram(random))], { withoutAnalysis: true });
  if (compilation.hasErrors) return undefined;
  for (const target of random.times(4, 4, () => random.pick(targets))) {
    const { documents, hasErrors } = emit(compilation, target);
    if (!hasErrors && documents.length > 0) return writeYaml(documents);
  }
  return undefined;
}
