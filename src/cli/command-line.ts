// The command line in full, by commander: which commands and options there are, help, and what is wrong with a line. What each command
// does lies in commands/, loaded only when it runs.
import { Command, CommanderError, Option } from 'commander';
import { each, list, type OptionSpec, plainCommands, shared } from './options.ts';
import { type ExitCode, product, Stop, talk } from './streams.ts';
import { VERSION } from './version.ts';

/** Runs the line; throws `Stop` and whatever is a mistake of ours. */
export async function runCommandLine(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = commandLine(args[0], (value) => {
    code = value;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return code;
}

type Finish = (code: ExitCode) => void;

export function optionOf({ flags, says, takes, choices, preset }: OptionSpec): Option {
  const option = new Option(flags, says);
  if (takes !== undefined) option.argParser<string[]>(takes === 'list' ? list : each);
  if (choices) option.choices([...choices]);
  return preset === undefined ? option : option.default(preset);
}

const environment = () => optionOf(shared.environment);
const inputs = () => optionOf(shared.inputs);
const targets = () => optionOf(shared.targets);
const report = () => optionOf(shared.report);
const context = () => new Option('--context <name>', 'the context of the kubeconfig; its current one if none');
const kubeconfig = () => new Option('--kubeconfig <file>', 'the kubeconfig; $KUBECONFIG or ~/.kube/config if none');
const setName = () =>
  new Option('--name <name>', 'what the objects of the project are called together; its folder if none');
const json = () => new Option('--json', 'JSON on stdout');

const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;

export function commandLine(first: string | undefined, finish: Finish): Command {
  const program = new Command('mesh')
    .description('Compiles .mesh files: the traffic of a service mesh, with one meaning on every platform.')
    .configureOutput({ writeOut: product, writeErr: talk })
    .version(VERSION, '-V, --version', 'the version of mesh')
    .helpOption('-h, --help', 'this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .showHelpAfterError('`mesh --help` shows the commands.')
    .exitOverride()
    .addHelpText(
      'after',
      examples(
        'mesh init shop',
        'mesh check shop',
        'mesh build shop --target istio@1.30',
        'mesh route shop GET https://shop.example.com/',
      ),
    );
  for (const add of wanted(first)) add(program, finish);
  for (const command of program.commands) command.exitOverride().helpOption('-h, --help', 'this help');
  return program;
}

/** The command that is run is all that is built up; the others are only needed where one looks at all of them. */
function wanted(first: string | undefined): readonly Add[] {
  const all: Readonly<Record<string, Add>> = {
    build,
    check,
    fmt: format,
    test,
    route,
    diff,
    apply,
    import: importYaml,
    inject,
    uninject,
    explain,
    init,
    dump,
    graph,
    lsp,
    fn,
    completion,
  };
  const one = first !== undefined && first !== 'completion' && Object.hasOwn(all, first) ? all[first] : undefined;
  return one ? [one] : Object.values(all);
}
type Add = (program: Command, finish: Finish) => void;

function build(program: Command, finish: Finish): void {
  const command = program
    .command('build')
    .description('compile to what the mesh reads: YAML on stdout, or files in a folder')
    .argument('[paths...]', 'folders or .mesh files of the project; the current folder if none')
    .addHelpText(
      'after',
      examples(
        'mesh build',
        'mesh build examples/bookinfo --target istio@1.30,envoy@1.40 -o deploy',
        'mesh build --env staging --set canary=25%',
        'mesh build -o deploy --check',
      ),
    )
    .action(async (paths, options) => finish(await (await import('./commands/again.ts')).buildAgain(paths, options)));
  for (const one of plainCommands.build) command.addOption(optionOf(one));
}

function check(program: Command, finish: Finish): void {
  const command = program
    .command('check')
    .description('find every mistake; write nothing')
    .argument('[paths...]', 'folders or .mesh files of the project')
    .addHelpText(
      'after',
      examples(
        'mesh check',
        'mesh check --target istio@1.30,gateway-api@1.4',
        'mesh check --report sarif > findings.sarif',
      ),
    )
    .action(async (paths, options) => finish(await (await import('./commands/again.ts')).checkAgain(paths, options)));
  for (const one of plainCommands.check) command.addOption(optionOf(one));
}

function format(program: Command, finish: Finish): void {
  program
    .command('fmt')
    .description('format .mesh files in place')
    .argument('[paths...]', 'folders or files; - reads stdin and writes stdout')
    .option('--check', 'change nothing; exit 1 and name the files that are not formatted')
    .option('--diff', 'with --check: show what would change')
    .addHelpText('after', examples('mesh fmt', 'mesh fmt --check', 'mesh fmt - < a.mesh'))
    .action(async (paths, options) => finish((await import('./commands/fmt.ts')).fmt(paths, options)));
}

function test(program: Command, finish: Finish): void {
  program
    .command('test')
    .description('run the test and expect blocks')
    .argument('[paths...]', 'folders or .mesh files of the project')
    .addOption(environment())
    .addOption(inputs())
    .option('--coverage', 'also list the rules that no test reaches')
    .option('--filter <text>', 'only blocks whose title contains it')
    .addOption(report())
    .addHelpText('after', examples('mesh test', 'mesh test --coverage', 'mesh test --report junit > tests.xml'))
    .action(async (paths, options) => finish(await (await import('./commands/test.ts')).test(paths, options)));
}

function route(program: Command, finish: Finish): void {
  program
    .command('route')
    .description('say what happens to one request, and why')
    .argument('<words...>', '[project] METHOD URL; TLS HOST or TCP HOST:PORT for a connection')
    .addOption(new Option('-H, --header <header>', "a header, like 'x-user: a'; repeat for several").argParser(each))
    .addOption(new Option('-b, --cookie <cookie>', "a cookie, like 'user=jason'; repeat for several").argParser(each))
    .option('--from <source>', 'what sends it: a service (service@version), `namespace NAME` or `gateway NAME`')
    .addOption(new Option('--label <label>', "a label of the sender's pods, like tier=web; repeat").argParser(each))
    .option('--to <service>', 'the service or egress it is addressed to, with an optional :port')
    .option('--gateway <name>', 'the gateway it comes in through')
    .option('--port <number>', 'the port it is addressed to')
    .option('--sni <name>', 'the server name of a TLS connection')
    .addOption(environment())
    .addOption(inputs())
    .addOption(json())
    .addHelpText(
      'after',
      examples(
        "mesh route GET https://shop.example.com/cart -H 'x-user: a'",
        'mesh route GET /reviews/1 --to reviews --from productpage -b user=jason',
        'mesh route TLS db.example.com:443 --gateway web',
      ),
    )
    .action(async (words, options) => finish(await (await import('./commands/route.ts')).route(words, options)));
}

function diff(program: Command, finish: Finish): void {
  program
    .command('diff')
    .description('say which requests two programs decide differently, or prove that there are none')
    .argument('[old]', 'a project, a folder of YAML, or a git revision (git:REV[:PATH])')
    .argument('[new]', 'the other side; the current folder if none')
    .option('--env <name>', 'an environment of both sides')
    .option('--old-env <name>', 'an environment of the old side')
    .option('--new-env <name>', 'an environment of the new side')
    .addOption(inputs())
    .addOption(json())
    .option('--markdown', 'a summary for a merge request')
    .option('--cluster', 'compare a cluster with a project, object by object, as `mesh apply --prune` would change it')
    .addOption(targets())
    .addOption(context())
    .addOption(kubeconfig())
    .addOption(setName())
    .addOption(report())
    .addHelpText(
      'after',
      examples(
        'mesh diff git:main',
        'mesh diff ../before .',
        'mesh diff . --old-env staging --new-env production',
        'mesh diff --cluster --env production',
      ),
    )
    .action(async (before, after, options) => {
      if (options.cluster) {
        const paths = [before, after].filter((path) => path !== undefined);
        return finish(await (await import('./commands/diff-cluster.ts')).diffCluster(paths, options));
      }
      if (before === undefined) throw new Stop('`mesh diff` needs the old side: a folder, git:REVISION, or --cluster.');
      return finish(await (await import('./commands/diff.ts')).diff(before, after, options));
    });
}

function apply(program: Command, finish: Finish): void {
  program
    .command('apply')
    .description('bring a cluster to what the program says, by server-side apply')
    .argument('[paths...]', 'folders or .mesh files of the project')
    .addOption(targets())
    .addOption(environment())
    .addOption(inputs())
    .option('--dry-run', 'ask the server what would change; change nothing')
    .option('--prune', 'delete objects of this project that the program no longer gives')
    .option('--force-conflicts', 'take over objects and fields that others manage')
    .addOption(context())
    .addOption(kubeconfig())
    .addOption(setName())
    .addOption(report())
    .addHelpText('after', examples('mesh apply --dry-run', 'mesh apply --env production --prune'))
    .action(async (paths, options) => finish(await (await import('./commands/apply.ts')).apply(paths, options)));
}

function importYaml(program: Command, finish: Finish): void {
  program
    .command('import')
    .description('turn existing YAML (VirtualService, RouteRule, HTTPRoute …) into a program, with proof')
    .argument('<paths...>', 'folders or files; - reads stdin')
    .option('-o, --output <dir>', 'write a project there; without it the program goes to stdout')
    .option('-n, --namespace <name>', 'of objects that name none', 'default')
    .addOption(json())
    .addOption(report())
    .addHelpText(
      'after',
      examples('mesh import deploy/ -o traffic', 'kubectl get virtualservices -A -o yaml | mesh import -'),
    )
    .action(async (paths, options) => finish(await (await import('./commands/import.ts')).importYaml(paths, options)));
}

function inject(program: Command, finish: Finish): void {
  program
    .command('inject')
    .description('add a proxy to the workloads of Kubernetes manifests')
    .argument('[files...]', 'manifests; - or nothing reads stdin')
    .addOption(new Option('--proxy <proxy>', 'which proxy').choices(['linkerd', 'envoy']).default('linkerd'))
    .option('--linkerd-port <port>', "port of the node's linkerd", '4140')
    .option('--linkerd-svc-name <name>', 'its Kubernetes Service', 'l5d')
    .option('--use-service-vip', 'reach it by its Service instead of by the node (Minikube)')
    .option('--privileged', 'run the init container privileged')
    .option('--istio-version <version>', 'with --proxy envoy: the Istio it belongs to', '0.8')
    .option('--hub <hub>', 'with --proxy envoy: registry of the images')
    .option('--tag <tag>', 'with --proxy envoy: tag of the images')
    .option('--include-ip-ranges <cidrs>', 'with --proxy envoy: only these addresses go through the proxy')
    .option('-o, --output <file>', 'write there instead of to stdout')
    .addOption(report())
    .addHelpText(
      'after',
      examples(
        'mesh inject hello-world.yml | kubectl apply -f -',
        'mesh inject --proxy envoy < app.yaml > app.mesh.yaml',
      ),
    )
    .action(async (files, options) => finish(await (await import('./commands/inject.ts')).inject(files, options)));
}

function uninject(program: Command, finish: Finish): void {
  program
    .command('uninject')
    .description('take out what `mesh inject` put in')
    .argument('[files...]', 'manifests; - or nothing reads stdin')
    .option('-o, --output <file>', 'write there instead of to stdout')
    .addOption(report())
    .addHelpText('after', examples('mesh uninject app.mesh.yaml'))
    .action(async (files, options) => finish(await (await import('./commands/inject.ts')).uninject(files, options)));
}

function explain(program: Command, finish: Finish): void {
  program
    .command('explain')
    .description('explain a finding by its code or name; without one, list them')
    .argument('[code]', 'like M2001 or unknown-name')
    .addOption(json())
    .addHelpText('after', examples('mesh explain M2001', 'mesh explain'))
    .action(async (code, options) => finish((await import('./commands/explain.ts')).explain(code, options)));
}

function init(program: Command, finish: Finish): void {
  program
    .command('init')
    .description('start a small project that works')
    .argument('[dir]', 'the folder', '.')
    .option('-t, --target <name>', 'what it is compiled for', 'istio@1.31')
    .addHelpText('after', examples('mesh init shop', 'mesh init --target gateway-api@1.4'))
    .action(async (folder, options) => finish((await import('./commands/init.ts')).init(folder, options.target)));
}

function dump(program: Command, finish: Finish): void {
  program
    .command('dump')
    .description('show a stage of compilation')
    .addArgument(
      program.createArgument('<stage>', 'which').choices(['tokens', 'tree', 'symbols', 'model', 'plan', 'documents']),
    )
    .argument('[paths...]', 'folders or .mesh files of the project')
    .addOption(targets())
    .addOption(environment())
    .addOption(inputs())
    .addHelpText(
      'after',
      examples('mesh dump tree main.mesh', 'mesh dump model', 'mesh dump documents --target istio@0.8'),
    )
    .action(async (stage, paths, options) =>
      finish(await (await import('./commands/dump.ts')).dump(stage, paths, options)),
    );
}

function graph(program: Command, finish: Finish): void {
  program
    .command('graph')
    .description('draw the mesh: who calls whom, and where rules send requests')
    .argument('[paths...]', 'folders or .mesh files of the project; the current folder if none')
    .addOption(
      new Option('--format <form>', 'what is written').choices(['svg', 'mermaid', 'dot', 'json']).default('mermaid'),
    )
    .addOption(environment())
    .addOption(inputs())
    .addHelpText('after', examples('mesh graph', 'mesh graph --format svg > mesh.svg', 'mesh graph shop --env live'))
    .action(async (paths, options) => finish(await (await import('./commands/graph.ts')).graph(paths, options)));
}

function lsp(program: Command, finish: Finish): void {
  program
    .command('lsp')
    .description('the language server, for editors')
    .option('--stdio', 'speak over stdin and stdout (the default)')
    .allowUnknownOption()
    .action(async () => {
      await (await import('./commands/lsp.ts')).lsp();
      finish(0);
    });
}

function fn(program: Command, finish: Finish): void {
  program
    .command('fn')
    .description('a KRM function: a ResourceList on stdin, one on stdout (kustomize, kpt)')
    .action(async () => finish(await (await import('./commands/fn.ts')).fn()));
}

function completion(program: Command, finish: Finish): void {
  program
    .command('completion')
    .description('a completion script for bash, zsh or fish')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText(
      'after',
      examples('source <(mesh completion bash)', 'mesh completion fish > ~/.config/fish/completions/mesh.fish'),
    )
    .action(async (shell) => finish((await import('./commands/completion.ts')).completion(shell, program)));
}
