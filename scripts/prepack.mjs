// Before `npm pack`: the command line must be there and up to date.

import { buildCli, ensurePackages, requireNode } from './setup.mjs';

requireNode();
ensurePackages();
buildCli();
