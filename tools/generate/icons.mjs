/** Draws the window's icons from its favicon into apps/inbox-web/public/icons: `node tools/generate/icons.mjs`, after the favicon changed. Needs Chromium (CHROMIUM). */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const publicFolder = fileURLToPath(new URL('../../apps/inbox-web/public/', import.meta.url));
const drawing = readFileSync(`${publicFolder}favicon.svg`, 'utf8');
/** `part`: how much of the square the drawing takes; a mask may cut off everything outside a circle of 80 %. */
const icons = [
  { name: '192', size: 192, part: 0.92, ground: 'transparent' },
  { name: '512', size: 512, part: 0.92, ground: 'transparent' },
  { name: 'maskable-512', size: 512, part: 0.54, ground: '#f2f2ef' },
  { name: '180', size: 180, part: 0.72, ground: '#f2f2ef' },
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu'] });
try {
  mkdirSync(`${publicFolder}icons`, { recursive: true });
  for (const { name, size, part, ground } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0;height:100vh;display:grid;place-items:center;background:${ground}}svg{width:${part * 100}vw;height:${part * 100}vw}</style>${drawing}`);
    writeFileSync(`${publicFolder}icons/${name}.png`, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
