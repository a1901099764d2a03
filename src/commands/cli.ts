import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Exit code of a command that was called with wrong arguments. */
const MISUSED = 2;
const HELP = { help: { type: 'boolean', default: false } } as const;

/** Ends a command, with the reason on standard error. */
export function fail(reason: string, code = 1): never {
  console.error(reason);
  process.exit(code);
}

/** Ends a command that was called with wrong arguments, with the reason and with how to call it. */
export function failWithUsage(reason: string, usage: string): never {
  return fail(`${reason}\n\n${usage}`, MISUSED);
}

export function printHelp(usage: string): never {
  console.log(usage);
  process.exit(0);
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Reads the arguments of a command; wrong ones and `--help`, which every command has, end it. */
export function readArguments<const Config extends ParseArgsConfig>(usage: string, config: Config) {
  const withHelp: ParseArgsConfig = { ...config, options: { ...config.options, ...HELP } };
  try {
    if (parseArgs(withHelp).values['help'] === true) printHelp(usage);
    return parseArgs(config);
  } catch (cause) {
    return failWithUsage(messageOf(cause), usage);
  }
}
