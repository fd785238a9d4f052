// The build alone, for images.
import { build } from './prepare.mjs';

await build();
