// How the client is built: everything in files of our own origin, so that the strict content security policy holds.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Writes a Brotli copy (.br) beside every script and style, so that a server need not compress at each visit. */
const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  // Of the files as they lie on disk: before that, Vite has not filled in the names of what is loaded later.
  async writeBundle({ dir = '' }, bundle) {
    for (const fileName of Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name))) {
      const content = await readFile(join(dir, fileName));
      await writeFile(join(dir, `${fileName}.br`), brotliCompressSync(content));
    }
  },
});

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // A mid-range phone of 2019 with a browser that is some years behind.
    target: ['chrome90', 'safari15', 'firefox91'],
    // The polyfill would be an inline script; browsers without module preload just load a little later.
    modulePreload: { polyfill: false },
    // No data: URLs, so that font-src and img-src can stay narrow.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
});
