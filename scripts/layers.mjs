// The layer check: which room may import which, over the real import graph. The table is the one in
// docs/architecture.md. `node scripts/layers.mjs [folder]` exits with 1 and names each wrong import.

import swc from '@swc/core';
import { cruise } from 'dependency-cruiser';

// dependency-cruiser asks swc for TypeScript without JSX, so that every .tsx file is a syntax error to it.
const parseFileSync = swc.parseFileSync;
swc.parseFileSync = (file, options) =>
  parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') });

/** Room -> rooms that it may import beside itself. */
export const rooms = {
  'src/base.ts': [],
  'src/kernel': ['src/base.ts'],
  'src/explore': ['src/base.ts'],
  'src/race': ['src/base.ts', 'src/kernel'],
  'src/machine': ['src/base.ts', 'src/kernel', 'src/race', 'src/systems'],
  'src/systems': ['src/base.ts', 'src/kernel'],
  'src/catalogue': ['src/base.ts', 'src/race', 'src/machine'],
  'src/trace': ['src/base.ts', 'src/kernel'],
  'src/replay': ['src/base.ts', 'src/kernel', 'src/trace'],
  'src/retell': ['src/base.ts', 'src/race', 'src/trace'],
  'src/explain': [
    'src/base.ts',
    'src/kernel',
    'src/race',
    'src/machine',
    'src/trace',
    'src/replay',
  ],
  'src/conform': ['src/base.ts', 'src/kernel'],
  'src/cli': ['src'],
  web: [
    'src/base.ts',
    'src/kernel',
    'src/explore',
    'src/race',
    'src/machine',
    'src/systems',
    'src/catalogue',
    'src/trace',
    'src/replay',
    'src/retell',
    'src/explain',
  ],
};

const pattern = (prefix, room) => `^${prefix}${room}${room.endsWith('.ts') ? '$' : '/'}`;
const isTest = '\\.(test|bench)\\.tsx?$|/testing/';

function rules(prefix) {
  const layered = Object.entries(rooms).map(([room, allowed]) => ({
    name: `${room} may import only ${['itself', ...allowed].join(', ')}`,
    severity: 'error',
    from: { path: pattern(prefix, room), pathNot: isTest },
    to: {
      path: `^${prefix}(src|web|e2e|scripts|probe)/`,
      pathNot: [room, ...allowed].map(r => pattern(prefix, r)),
    },
  }));
  const pure = {
    name: 'the pure core may import no package but the parser runtime and a schema or zip library',
    severity: 'error',
    from: { path: `^${prefix}src/`, pathNot: [isTest, `^${prefix}src/cli/`] },
    to: {
      dependencyTypes: ['npm', 'npm-dev', 'core'],
      pathNot: 'node_modules/(@lezer/|valibot|fflate)',
    },
  };
  // A page is loaded on demand by the registry that its store imports: no circle at load time.
  const circular = {
    name: 'no circles',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['dynamic-import'] } },
  };
  return [...layered, pure, circular];
}

/** Wrong imports under `prefix` ('' for the project), as lines; and how many modules were seen. */
export async function wrongImports(prefix = '') {
  const { output } = await cruise([`${prefix}src`, `${prefix}web`], {
    ruleSet: { forbidden: rules(prefix) },
    validate: true,
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  });
  const lines = output.summary.violations.map(v => `${v.from} -> ${v.to}: ${v.rule.name}`);
  return { lines, modules: output.modules.length };
}

if (process.argv[1]?.endsWith('layers.mjs')) {
  const { lines, modules } = await wrongImports();
  for (const line of lines) console.error(line);
  console.log(`${modules} modules, ${lines.length} wrong imports`);
  process.exit(lines.length > 0 || modules < 10 ? 1 : 0);
}
