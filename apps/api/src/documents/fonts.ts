import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Noto Sans (SIL Open Font License): Latin, Cyrillic and every currency sign, wherever the reader is. Embedded as the letters that are used. */
const require = createRequire(import.meta.url);
const face = (name: string): Buffer => readFileSync(require.resolve(`@expo-google-fonts/noto-sans/${name}`));

export interface Fonts {
  readonly regular: Buffer;
  readonly bold: Buffer;
}
let read: Fonts | undefined;
/** Read at the first document. */
export const fonts = (): Fonts => (read ??= { regular: face('400Regular/NotoSans_400Regular.ttf'), bold: face('600SemiBold/NotoSans_600SemiBold.ttf') });
