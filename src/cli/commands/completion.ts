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
/** What the first argument can be, where that is a list: the stages of `dump`. */
const choices = (command: Command): readonly string[] => command.registeredArguments[0]?.argChoices ?? [];

const bash = (program: Command): string => `_mesh() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" words="" first=""
  if [ "$COMP_CWORD" -eq 1 ]; then first="${names(program).join(' ')}"; else
  case "$command" in
${program.commands.map((command) => `    ${command.name()}) words="${flags(command).join(' ')}" first="${choices(command).join(' ')}";;`).join('\n')}
  esac; fi
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$word"));;
    *) if [ "$COMP_CWORD" -le 2 ] && [ -n "$first" ]; then COMPREPLY=($(compgen -W "$first" -- "$word")); else COMPREPLY=($(compgen -f -- "$word")); fi;;
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
