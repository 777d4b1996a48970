// Findings of the family M60xx (import): what of existing YAML could not be read, could not be said, or was taken for granted.
import { entry } from '../entry.ts';

const shownByImporter = { shownBy: 'test/rooms/importer/findings.test.ts' };
const shownByReadBack = { shownBy: 'test/rooms/read-back/command.test.ts' };

export const brokenDocument = entry<{ reason: string }>({
  code: 'M6001',
  slug: 'broken-document',
  severity: 'error',
  message: ({ reason }) => `this document was not read: ${reason}`,
  why: 'Kubernetes could not read it either. The other documents of the file were imported without it.',
  fix: 'Mend the YAML. A template has to be rendered first (`helm template … | mesh import -`).',
  bad: shownByImporter,
});

export const oddDocument = entry<{ reason: string }>({
  code: 'M6002',
  slug: 'odd-document',
  severity: 'warning',
  message: ({ reason }) => `read, but odd: ${reason}`,
  why: 'Kubernetes takes this in a way that its writer may not have meant; it was imported as Kubernetes takes it.',
  fix: 'Look whether the program says what was meant.',
  bad: shownByImporter,
});

export const objectKept = entry<{ object: string; reason: string }>({
  code: 'M6003',
  slug: 'object-kept',
  severity: 'warning',
  message: ({ object, reason }) => `${object} stays YAML: ${reason}`,
  why: 'The language has no form for it. With `-o` it was copied to include/ as it is, and `mesh build` passes it through.',
  fix: 'Leave it there, or write by hand what it is for.',
  bad: shownByImporter,
});

export const fieldLost = entry<{ object: string; path: string; reason: string; isExtra: boolean }>({
  code: 'M6004',
  slug: 'field-not-imported',
  severity: 'warning',
  message: ({ object, path, reason, isExtra }) =>
    `${object}: \`${path}\` is not in the program: ${reason}${isExtra ? ' (no request is decided otherwise)' : ''}`,
  why: 'The language has no word for this field, so the program does without it. Everything else of the object was imported.',
  fix: 'Decide whether the field still matters; `patches` of mesh.yaml can add single fields to what is built.',
  bad: shownByImporter,
});

export const takenForGranted = entry<{ what: string }>({
  code: 'M6005',
  slug: 'taken-for-granted',
  severity: 'info',
  message: ({ what }) => `taken for granted: ${what}`,
  why: 'The files do not say this, and a program must. Kubernetes Services among the files answer most of these questions.',
  fix: 'Import the Service and Gateway manifests too, or correct the program.',
  bad: shownByImporter,
});

export const importDiffers = entry<{ difference: string }>({
  code: 'M6006',
  slug: 'import-differs',
  severity: 'error',
  message: ({ difference }) => `the program does not decide every request as the YAML does: ${difference}`,
  why: 'What was read and what the program means were compared exactly, and they are not the same. This is a fault of mesh.',
  fix: 'Do not use the program for these hosts; please report it.',
  bad: shownByImporter,
});

export const readBackDiffers = entry<{ target: string; difference: string }>({
  code: 'M6007',
  slug: 'output-differs',
  severity: 'error',
  message: ({ target, difference }) =>
    `what was built for ${target}, read back, is not proved to decide every request as the program does:\n${difference}`,
  why: 'The objects were read by the platform’s own rules and compared with the program. Nothing was written.',
  fix: 'Look at the example requests: either the platform joins objects in a way that the program does not mean, or this is a fault of mesh.',
  bad: shownByReadBack,
});

export const noWayBack = entry<{ target: string; what: string }>({
  code: 'M6008',
  slug: 'no-way-back',
  severity: 'warning',
  message: ({ target, what }) => `\`--verify\` cannot read back what is built for ${target}: ${what}`,
  why: 'There is a way back from the objects of Istio, of the Gateway API and of Linkerd 2; none from configurations of Envoy and of Linkerd 1.x, from rules of Mixer and from what installs proxies.',
  fix: 'Verify the program for one of those targets; of kinds that are named here nothing is claimed.',
  bad: shownByReadBack,
});

export const manifestDisagrees = entry<{ what: string; manifests: string }>({
  code: 'M6009',
  slug: 'manifests-disagree',
  severity: 'warning',
  message: ({ what, manifests }) => `${what}; the manifests say ${manifests}`,
  why: 'mesh writes no Services and no workloads: what a program says of them has to be so in the cluster, or requests go nowhere.',
  fix: 'Correct the program or the manifests.',
  bad: { shownBy: 'test/rooms/importer/manifests.test.ts' },
});

export const objectInvalid = entry<{ object: string; reason: string }>({
  code: 'M6010',
  slug: 'object-invalid',
  severity: 'error',
  message: ({ object, reason }) => `${object} was not imported: a cluster refuses it: ${reason}`,
  why: 'The schema of its kind, or a rule that Istio or the Gateway API checks besides, does not allow this. The other objects were imported without it.',
  fix: 'Mend the object and import again.',
  bad: shownByImporter,
});

export const fieldPatched = entry<{ object: string; path: string }>({
  code: 'M6011',
  slug: 'field-patched',
  severity: 'info',
  message: ({ object, path }) => `${object}: \`${path}\` is kept by \`patches\` of mesh.yaml`,
  why: 'The language has no word for this field. `mesh build` puts it back into the object, as the patch says.',
  fix: 'Nothing to do; take the patch out of mesh.yaml where the field no longer matters.',
  bad: shownByImporter,
});
