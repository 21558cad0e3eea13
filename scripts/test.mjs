// `npm test`: everything. Installs what is missing first (packages, a browser, a C compiler).

import { ensurePackages, requireNode } from './setup.mjs';
import { browser, layers, lint, probe, report, types, unit } from './suites.mjs';

requireNode();
ensurePackages();
await report([types, lint, layers, unit, probe, browser]);
