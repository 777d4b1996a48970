// `mesh completion bash|zsh|fish`: a script for the shell, made from the commands and options there are.
import type { Command } from 'commander';
import { type ExitCode, product, Stop } from '../terminal.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

export function completion(shell: string, program: Command): ExitCode {
  switch (shell) {
    case 'bash':
      product(bash(program));
      return 0;
    case 'zsh':
      product(`#compdef mesh\nautoload -U +X bashcompinit && bashcompinit\n${bash(program)}`);
      return 0;
    case 'fish':
      product(fish(program));
      return 0;
    default:
      throw new Stop(`\`${shell}\` is no shell mesh can complete for; choose ${shells.join(', ')}.`);
  }
}

const names = (program: Command): string[] => program.commands.map((command) => command.name());
const flags = (command: Command): string[] => command.options.map((option) => option.long ?? option.short ?? '');

const bash = (program: Command): string => `_mesh() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then words="${names(program).join(' ')}"; else
  case "$command" in
${program.commands.map((command) => `    ${command.name()}) words="${flags(command).join(' ')}";;`).join('\n')}
  esac; fi
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$word"));;
    *) if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "$words" -- "$word")); else COMPREPLY=($(compgen -f -- "$word")); fi;;
  esac
}
complete -o filenames -F _mesh mesh
`;

const fish = (program: Command): string =>
  `${program.commands
    .flatMap((command) => [
      `complete -c mesh -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.description())}`,
      ...command.options.map(
        (option) =>
          `complete -c mesh -n '__fish_seen_subcommand_from ${command.name()}' -l ${(option.long ?? '').slice(2)} -d ${quoted(option.description)}`,
      ),
    ])
    .join('\n')}\n`;

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
