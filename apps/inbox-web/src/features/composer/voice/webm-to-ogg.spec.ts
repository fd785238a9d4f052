import { webmToOgg } from './webm-to-ogg.ts';

const ascii = (text: string): number[] => [...text].map((sign) => sign.charCodeAt(0));
/** An element with a size of eight bytes; `null`: unknown, as a live recording has it. */
const element = (id: number[], content: number[] | null, inner: number[] = []): number[] =>
  content === null ? [...id, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, ...inner] : [...id, 0x01, 0, 0, 0, content.length >> 24 & 0xff, content.length >> 16 & 0xff, content.length >> 8 & 0xff, content.length & 0xff, ...content];
const HEAD = [...ascii('OpusHead'), 1, 1, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0];
/** 20 ms in one frame (config 31, code 0) followed by `length` bytes. */
const packet = (length: number, fill: number): number[] => [0xf8, ...Array<number>(length).fill(fill)];
const block = (content: number[]): number[] => element([0xa3], [0x81, 0, 0, 0x80, ...content]);
const webm = (packets: number[][]): Uint8Array =>
  Uint8Array.from([
    ...element([0x1a, 0x45, 0xdf, 0xa3], [0x42, 0x86, 0x81, 0x01]),
    ...element([0x18, 0x53, 0x80, 0x67], null),
    ...element([0x16, 0x54, 0xae, 0x6b], element([0xae], element([0x63, 0xa2], HEAD))),
    ...element([0x1f, 0x43, 0xb6, 0x75], null, element([0xe7], [0])),
    ...packets.flatMap(block),
  ]);

interface Page { flags: number; granule: number; sequence: number; packets: Uint8Array[] }
function pagesOf(ogg: Uint8Array): Page[] {
  const pages: Page[] = [];
  const view = new DataView(ogg.buffer, ogg.byteOffset);
  for (let at = 0; at < ogg.length; ) {
    expect(String.fromCharCode(...ogg.subarray(at, at + 4))).toBe('OggS');
    const lengths = [...ogg.subarray(at + 27, at + 27 + ogg[at + 26]!)];
    const packets: Uint8Array[] = [];
    let start = at + 27 + lengths.length;
    let length = 0;
    for (const lacing of lengths) {
      length += lacing;
      if (lacing === 255) continue;
      packets.push(ogg.subarray(start, start + length));
      start += length;
      length = 0;
    }
    pages.push({ flags: ogg[at + 5]!, granule: Number(view.getBigUint64(at + 6, true)), sequence: view.getUint32(at + 18, true), packets });
    at = start;
  }
  return pages;
}

describe('a recording in WebM', () => {
  it('becomes an Ogg file with the same packets in order, a head, tags, and its length', () => {
    const spoken = [packet(3, 1), packet(254, 2), packet(509, 3), packet(700, 4)];
    const { bytes, seconds } = webmToOgg(webm(spoken), 7);
    const pages = pagesOf(bytes);
    expect(pages.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
    expect(pages.map(({ flags }) => flags)).toEqual([2, 0, 4]);
    expect([...pages[0]!.packets[0]!]).toEqual(HEAD);
    expect(String.fromCharCode(...pages[1]!.packets[0]!.subarray(0, 8))).toBe('OpusTags');
    expect(pages[2]!.packets.map((one) => [...one])).toEqual(spoken);
    expect(pages[2]!.granule).toBe(4 * 960);
    expect(seconds).toBeCloseTo((4 * 960 - 312) / 48_000);
  });

  it('spreads over pages that hold at most 255 lengths, the last of them marked', () => {
    const spoken = Array.from({ length: 120 }, (_, index) => packet(2000, index));
    const pages = pagesOf(webmToOgg(webm(spoken), 7).bytes);
    expect(pages.slice(2).flatMap(({ packets }) => packets).map((one) => one[1])).toEqual(spoken.map((one) => one[1]));
    expect(pages.filter(({ flags }) => flags === 4)).toHaveLength(1);
    expect(pages.at(-1)).toMatchObject({ flags: 4, granule: 120 * 960 });
  });

  it('has pages with the checksum that readers demand', () => {
    const { bytes } = webmToOgg(webm([packet(1, 0)]), 0);
    const first = bytes.slice(0, 28 + HEAD.length);
    const said = new DataView(first.buffer).getUint32(22, true);
    first.set([0, 0, 0, 0], 22);
    let crc = 0;
    for (const byte of first) for (let bit = 7; bit >= 0; bit -= 1) crc = ((crc << 1) ^ (((crc >>> 31) ^ (byte >> bit)) & 1 ? 0x04c11db7 : 0)) >>> 0;
    expect(said).toBe(crc);
  });

  it.each([['nothing', new Uint8Array()], ['no WebM', Uint8Array.from(ascii('RIFF....WAVE'))], ['a head without sound', webm([])], ['one that breaks off', webm([packet(9, 1)]).subarray(0, 30)]])('%s is refused', (_, bytes) => {
    expect(() => webmToOgg(bytes, 1)).toThrow();
  });
});
