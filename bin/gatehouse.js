#!/usr/bin/env node
import { become, prepare } from './runtime.js';

const [command, ...args] = process.argv.slice(2);
await prepare();
if (command === 'up') become('dev/up.ts', args);
else become('bin/command.js', process.argv.slice(2));
