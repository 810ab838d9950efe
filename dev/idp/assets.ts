import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Answer } from './http.ts';

const own = join(import.meta.dirname, 'assets');
const fonts = join(dirname(createRequire(import.meta.url).resolve('geist/font/sans')), 'fonts');

const files: Record<string, { path: string; type: string }> = {
  '/assets/idp.css': { path: join(own, 'idp.css'), type: 'text/css; charset=utf-8' },
  '/assets/page.js': { path: join(own, 'page.js'), type: 'text/javascript; charset=utf-8' },
  '/assets/post.js': { path: join(own, 'post.js'), type: 'text/javascript; charset=utf-8' },
  '/assets/icon.svg': { path: join(own, 'icon.svg'), type: 'image/svg+xml' },
  '/assets/geist.woff2': { path: join(fonts, 'geist-sans/Geist-Variable.woff2'), type: 'font/woff2' },
  '/assets/geist-mono.woff2': {
    path: join(fonts, 'geist-mono/GeistMono-Variable.woff2'),
    type: 'font/woff2',
  },
};

export function asset(path: string): Answer | null {
  const file = Object.hasOwn(files, path) ? files[path] : undefined;
  if (!file) return null;
  return {
    status: 200,
    headers: { 'Content-Type': file.type, 'Cache-Control': 'max-age=300' },
    body: readFileSync(file.path),
  };
}
