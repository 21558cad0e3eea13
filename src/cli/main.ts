// `wrong-number`: the command line. Each command is a file of its own in this folder and a line in
// commands.ts. Exit status: 0 holds or clean, 1 broken or a difference found, 2 bad input or usage,
// 3 this machine cannot do it.

import { COMMANDS } from './commands.ts';
import { UsageError } from './options.ts';

function overview(): string {
  const width = Math.max(...COMMANDS.map(c => c.usage.length));
  const lines = COMMANDS.map(c => `  ${c.usage.padEnd(width)}  ${c.summary}`);
  return [
    'usage: wrong-number COMMAND ...',
    '',
    ...lines,
    '',
    '`wrong-number COMMAND --help` tells more.',
  ].join('\n');
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? process.stderr : process.stdout).write(`${overview()}\n`);
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find(c => c.name === name);
  if (command === undefined) {
    process.stderr.write(`wrong-number: no command '${name}'\n\n${overview()}\n`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`usage: wrong-number ${command.usage}\n\n${command.help}\n`);
    return 0;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(
      `wrong-number ${command.name}: ${error.message}\nusage: wrong-number ${command.usage}\n`,
    );
    return 2;
  }
}

// A reader that goes away (`| head`) ends us quietly.
process.stdout.on('error', () => process.exit(0));
process.exitCode = await main(process.argv.slice(2));
