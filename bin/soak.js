#!/usr/bin/env node
// `npm run soak [times]`: the unit, attack and database tests with each property tried that many times as often (50).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { childEnv, fail, pinnedNode, prepare, root } from './runtime.js';

await prepare();
const times = process.argv[2] ?? '50';
if (!/^[1-9]\d{0,3}$/.test(times)) fail('Say how many times as often, for example `npm run soak 50`.');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
spawn(pinnedNode(), [vitest, 'run', ...process.argv.slice(3)], {
  cwd: root,
  env: childEnv({ SOAK: times }),
  stdio: 'inherit',
}).on('exit', (code) => process.exit(code ?? 1));
