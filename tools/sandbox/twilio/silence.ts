/** An MP3 of silence, about so many seconds (at most ten): MPEG-1 layer III frames of 128 kbit/s, each 26 ms, with nothing in them. */
export function silence(seconds: number): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0xc4]);
  return Buffer.concat(Array.from({ length: Math.max(1, Math.round(Math.min(seconds, 10) / 0.0261)) }, () => frame));
}
