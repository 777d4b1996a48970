// Findings of the family M90xx: files, folders, configuration and the command line's own.
import { entry } from '../entry.ts';

const shownBy = 'test/cli/files.test.ts';

export const fileNotFound = entry<{ path: string }>({
  code: 'M9001',
  slug: 'file-not-found',
  severity: 'error',
  message: ({ path }) => `there is no file or folder \`${path}\``,
  why: 'The command was given a path that does not exist, or `mesh.yaml` names one in `sources` or `include`.',
  fix: 'Check the path; relative ones start at the folder of `mesh.yaml`, or at the current folder on the command line.',
  bad: { shownBy },
});

export const noFiles = entry<{ path: string }>({
  code: 'M9002',
  slug: 'no-mesh-files',
  severity: 'error',
  message: ({ path }) => `there is no .mesh file in \`${path}\``,
  why: 'A project is the .mesh files of a folder; this folder has none, so there is nothing to compile.',
  fix: 'Give the folder that holds the .mesh files, or start a project with `mesh init`.',
  bad: { shownBy },
});

export const notText = entry<{ reason: string }>({
  code: 'M9003',
  slug: 'not-text',
  severity: 'error',
  message: ({ reason }) => `this file is not text: ${reason}`,
  why: '.mesh files are UTF-8 text. Bytes that are no UTF-8, or zero bytes, usually mean that another kind of file has the wrong name.',
  fix: 'Save the file as UTF-8, or leave it out with `exclude` in mesh.yaml.',
  bad: { shownBy },
});

export const unreadable = entry<{ path: string; reason: string }>({
  code: 'M9004',
  slug: 'unreadable',
  severity: 'error',
  message: ({ path, reason }) => `\`${path}\` cannot be read: ${reason}`,
  why: 'The operating system refused to read it.',
  fix: 'Check its permissions and that it is a regular file.',
  bad: { shownBy },
});

export const fileTooLarge = entry<{ megabytes: number; limit: number }>({
  code: 'M9005',
  slug: 'file-too-large',
  severity: 'error',
  message: ({ megabytes, limit }) => `this file has ${megabytes} MB; the limit is ${limit} MB`,
  why: 'A .mesh file of this size is hardly written by people; reading it would cost more memory than the answer is worth.',
  fix: 'Split it into several files of one folder; their order means nothing.',
  bad: { shownBy },
});

export const badConfiguration = entry<{ message: string }>({
  code: 'M9010',
  slug: 'bad-configuration',
  severity: 'error',
  message: ({ message }) => `mesh.yaml: ${message}`,
  why: 'mesh.yaml has a fixed set of keys, so that a typing mistake never silently changes what is built.',
  fix: 'Compare with the schema (docs/language/mesh-yaml.md); an editor with the JSON Schema completes the keys.',
  bad: { shownBy },
});

export const unknownTarget = entry<{ target: string; known: readonly string[] }>({
  code: 'M9011',
  slug: 'unknown-target',
  severity: 'error',
  message: ({ target }) => `there is no target \`${target}\``,
  why: 'A target is a platform at a version that mesh knows how to write for, like `istio@1.30`.',
  fix: 'Choose one of the targets in docs/targets.md.',
  bad: { shownBy },
});

export const unknownEnvironment = entry<{ name: string; known: readonly string[] }>({
  code: 'M9012',
  slug: 'unknown-environment',
  severity: 'error',
  message: ({ name, known }) =>
    `there is no environment \`${name}\`${known.length > 0 ? `; mesh.yaml has ${known.map((each) => `\`${each}\``).join(', ')}` : ''}`,
  why: '`--env` chooses one of the `environments` of mesh.yaml, with its inputs, namespace and targets.',
  fix: 'Use one that exists, or add it to mesh.yaml.',
  bad: { shownBy },
});

export const outputNotWritable = entry<{ path: string; reason: string }>({
  code: 'M9020',
  slug: 'output-not-writable',
  severity: 'error',
  message: ({ path, reason }) => `\`${path}\` cannot be written: ${reason}`,
  why: 'The operating system refused it. Files that were there before are unharmed: each file is written beside and renamed when it is whole.',
  fix: 'Check permissions and free space, then run the same command again.',
  bad: { shownBy },
});

export const foreignFile = entry<{ path: string }>({
  code: 'M9021',
  slug: 'foreign-file',
  severity: 'error',
  message: ({ path }) => `\`${path}\` exists and was not written by mesh`,
  why: 'mesh replaces and removes only files that it wrote itself (`.mesh-files.json` in the output folder lists them).',
  fix: 'Choose another output folder, or move the file away.',
  bad: { shownBy },
});

export const outputStale = entry<{ path: string; how: 'missing' | 'different' | 'left over' }>({
  code: 'M9022',
  slug: 'output-stale',
  severity: 'error',
  message: ({ path, how }) => `\`${path}\` is ${how === 'different' ? 'not what the program gives now' : how}`,
  why: '`--check` compares the files on disk with what would be written.',
  fix: 'Run the same command without `--check` and commit the result.',
  bad: { shownBy },
});

export const patchWithoutObject = entry<{ object: string; target: string }>({
  code: 'M9030',
  slug: 'patch-without-object',
  severity: 'error',
  message: ({ object, target }) => `mesh.yaml patches ${object}, which ${target} does not get`,
  why: 'A patch belongs to one emitted object; one that fits none would silently do nothing.',
  fix: 'Check kind, namespace and name (`mesh build` shows them), or name the `target` that the patch is for.',
  bad: { shownBy },
});

export const patchConflict = entry<{ object: string; field: string }>({
  code: 'M9031',
  slug: 'patch-conflict',
  severity: 'error',
  message: ({ object, field }) => `the patch of ${object} changes \`${field}\`, which the program writes`,
  why: 'What the program says has one meaning; a patch that overwrites it would make the output mean something else.',
  fix: 'Say it in the program, or patch only fields that the program leaves alone.',
  bad: { shownBy },
});

export const includedBroken = entry<{ message: string }>({
  code: 'M9032',
  slug: 'included-broken',
  severity: 'error',
  message: ({ message }) => `an included file cannot be read: ${message}`,
  why: 'Files of `include` pass through untouched, but they must be YAML, or the whole output could not be applied.',
  fix: 'Mend the file, or take it out of `include`.',
  bad: { shownBy },
});

export const includedTwice = entry<{ object: string }>({
  code: 'M9033',
  slug: 'included-twice',
  severity: 'error',
  message: ({ object }) => `${object} is there twice: included here, and emitted or included elsewhere`,
  why: 'Two objects of one kind and name overwrite each other in the cluster.',
  fix: 'Keep one of them.',
  bad: { shownBy },
});

export const includedHost = entry<{ kind: string; host: string; emitted: string }>({
  code: 'M9034',
  slug: 'included-host',
  severity: 'error',
  message: ({ kind, host, emitted }) => `this ${kind} is for ${host}, like the emitted ${emitted}`,
  why: 'Two objects of one kind for one host are merged or dropped in an order that nobody chose.',
  fix: 'Say in the program what the included object says, or take one of the two out.',
  bad: { shownBy: 'test/cli/commands.test.ts' },
});

export const changedDecision = entry<{ change: string }>({
  code: 'M9040',
  slug: 'changed-decision',
  severity: 'info',
  message: ({ change }) => change,
  why: '`mesh diff` found requests that the two programs decide differently, or a declaration that is another one.',
  fix: 'Nothing, if it was meant; `mesh route` explains the example request.',
  bad: { shownBy: 'test/rooms/reports/commands.test.ts' },
});

export const internal = entry<{ phase: string; message: string; command: string }>({
  code: 'M9099',
  slug: 'internal',
  severity: 'error',
  message: ({ phase, message, command }) =>
    `mesh itself failed while ${phase}: ${message}. This is a bug; \`${command}\` reproduces it`,
  why: 'A mistake in mesh, not in the program.',
  fix: 'Please report it with the command and the files.',
  bad: { shownBy: 'test/cli/internal.test.ts' },
});
