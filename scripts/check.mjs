// `npm run check`: the quick part of the tests, for the inner loop: types, lint, layers, unit tests.

import { ensurePackages, requireNode } from './setup.mjs';
import { layers, lint, report, types, unit } from './suites.mjs';

requireNode();
ensurePackages();
await report([types, lint, layers, unit]);
