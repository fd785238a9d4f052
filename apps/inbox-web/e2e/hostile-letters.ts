import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CORPUS = join(process.cwd(), '../shared/corpora/html-payloads.json');
/** False where the corpus of hostile fragments is not there: only our own are tried then. */
export const hasCorpus = existsSync(CORPUS);

/** HTML that tries to run or to load something. `stranger`: the address that must not be asked. */
export function hostileHtml(stranger: string): string[] {
  const corpus = hasCorpus ? (JSON.parse(readFileSync(CORPUS, 'utf8')) as { payload: string }[]) : [];
  return [...loaders(stranger), ...corpus.map(({ payload }) => payload)].map((html, index) => `<p>Letter ${index} <img src="${stranger}/letter-${index}.gif"></p>${html}`);
}

/** Every way in which a page can be made to ask somebody. */
const loaders = (at: string): string[] => [
  `<img srcset="${at}/srcset 1x" src="${at}/src"><picture><source srcset="${at}/source"><img alt="x"></picture><input type="image" src="${at}/input"><img src="cid:none">`,
  `<div style="background:url(${at}/style)">x</div><div style="background-image:image-set('${at}/set' 1x)">x</div><p style="list-style:url('${at}/list')">x</p><p style="cursor:url(${at}/cursor),auto">x</p>`,
  `<style>@import "${at}/import"; @font-face{font-family:f;src:url(${at}/font)} body{background:url(${at}/css);font-family:f}</style><p style="font-family:f">x</p>`,
  `<link rel="stylesheet" href="${at}/sheet"><link rel="preconnect" href="${at}"><link rel="dns-prefetch" href="${at}"><link rel="preload" as="image" href="${at}/preload"><link rel="prefetch" href="${at}/prefetch"><link rel="icon" href="${at}/icon">`,
  `<base href="${at}/"><img src="relative"><meta http-equiv="refresh" content="0;url=${at}/refresh">`,
  `<iframe src="${at}/frame"></iframe><iframe srcdoc="<script>alert('srcdoc')</script><img src='${at}/srcdoc'>"></iframe><object data="${at}/object"></object><embed src="${at}/embed">`,
  `<video src="${at}/video" poster="${at}/poster" autoplay></video><audio src="${at}/audio" autoplay></audio><video><track src="${at}/track" default></video>`,
  `<svg xmlns="http://www.w3.org/2000/svg"><image href="${at}/svg"/><use href="${at}/use#x"/><script>alert('svg')</script><animate onbegin="alert('animate')" attributeName="x" dur="1s"/></svg>`,
  `<script src="${at}/script"></script><script>alert('script');new Image().src='${at}/js'</script><img src="x" onerror="alert('onerror')"><body onload="alert('onload')" background="${at}/body">`,
  `<table background="${at}/table"><tr><td background="${at}/cell">x</td></tr></table><form action="${at}/form"><button autofocus onfocus="alert('focus')">x</button></form><details open ontoggle="alert('toggle')">x</details>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert('mxss')&gt;"><img src="${at}/mxss">`,
  `<a href="javascript:alert('link')">x</a><a href="data:text/html,<script>alert('data')</script>">x</a><a href="https://shop.example" ping="${at}/ping">x</a>`,
];

/** A letter as it stands in a mailbox. */
export const letter = ({ from, to, subject, html }: { from: string; to: string; subject: string; html: string }): string =>
  [`From: ${from}`, `To: ${to}`, `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`, `Message-ID: <${crypto.randomUUID()}@example.com>`, `Date: ${new Date().toUTCString()}`, 'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64', '', Buffer.from(html).toString('base64').replace(/.{76}/g, '$&\r\n'), ''].join('\r\n');
