#!/usr/bin/env node
import { become, prepare } from './runtime.js';

await prepare();
become('dev/up.ts');
