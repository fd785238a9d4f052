/**
 * The same Opus sound in another box: some browsers record into WebM alone, messengers show voice messages in Ogg alone. Nothing
 * is decoded. WebM: RFC 9559 (EBML elements); Ogg: RFC 3533; Opus in Ogg: RFC 7845; lengths of packets: RFC 6716 §3.1.
 */

/** Elements whose content is read; all others are skipped. Their sizes do not matter: what is recorded live says "unknown". */
const CONTAINERS = new Set([0x18538067 /* Segment */, 0x1654ae6b /* Tracks */, 0xae /* TrackEntry */, 0x1f43b675 /* Cluster */, 0xa0 /* BlockGroup */]);
const CODEC_PRIVATE = 0x63a2;
const BLOCKS = new Set([0xa3 /* SimpleBlock */, 0xa1 /* Block */]);

export interface Spoken {
  readonly bytes: Uint8Array;
  readonly seconds: number;
}

/** Throws when this is no WebM with one Opus track. */
export function webmToOgg(webm: Uint8Array, serial: number): Spoken {
  const { head, packets } = readWebm(webm);
  if (!head || text(head.subarray(0, 8)) !== 'OpusHead' || packets.length === 0) throw new Error('No Opus sound in this recording.');
  const pages: Uint8Array[] = [page(serial, 0, 2, 0n, [head]), page(serial, 1, 0, 0n, [TAGS])];
  let samples = 0;
  let waiting: Uint8Array[] = [];
  packets.forEach((packet, index) => {
    samples += samplesIn(packet);
    waiting.push(packet);
    const last = index === packets.length - 1;
    if (!last && waiting.length < 50 && segmentsOf(waiting) + segmentsOf([packets[index + 1] as Uint8Array]) <= 255) return;
    pages.push(page(serial, pages.length, last ? 4 : 0, BigInt(samples), waiting));
    waiting = [];
  });
  const preSkip = head[10]! + head[11]! * 256;
  return { bytes: joined(pages), seconds: Math.max(0, samples - preSkip) / 48_000 };
}

function readWebm(webm: Uint8Array): { head: Uint8Array | null; packets: Uint8Array[] } {
  let head: Uint8Array | null = null;
  const packets: Uint8Array[] = [];
  let at = 0;
  while (at < webm.length) {
    const id = number(webm, at, true);
    const size = number(webm, at + id.length, false);
    const start = at + id.length + size.length;
    if (CONTAINERS.has(id.value)) {
      at = start;
      continue;
    }
    const content = webm.subarray(start, start + size.value);
    if (id.value === CODEC_PRIVATE) head = content;
    if (BLOCKS.has(id.value)) packets.push(packetIn(content));
    at = start + size.value;
  }
  return { head, packets };
}

/** Track, time, flags, and one packet: lacing is for those who save bytes, no browser does. */
function packetIn(block: Uint8Array): Uint8Array {
  const track = number(block, 0, false).length;
  if (block[track + 2]! & 0x06) throw new Error('A recording with lacing is not understood.');
  return block.subarray(track + 3);
}

/** A number of EBML: how long it is says its first byte. Ids keep that mark, sizes lose it. */
function number(bytes: Uint8Array, at: number, isId: boolean): { value: number; length: number } {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || at + length > bytes.length) throw new Error('This recording breaks off.');
  let value = isId ? first : first & (0xff >> length);
  for (let index = 1; index < length; index += 1) value = value * 256 + bytes[at + index]!;
  return { value, length };
}

const FRAME: readonly (readonly number[])[] = [[480, 960, 1920, 2880], [480, 960], [120, 240, 480, 960]];
/** How long one packet lasts, in samples at 48 kHz: its first byte says the length of a frame and how many there are. */
function samplesIn(packet: Uint8Array): number {
  const config = packet[0]! >> 3;
  const frame = config < 12 ? FRAME[0]![config & 3]! : config < 16 ? FRAME[1]![config & 1]! : FRAME[2]![config & 3]!;
  const code = packet[0]! & 3;
  return frame * (code === 0 ? 1 : code === 3 ? packet[1]! & 0x3f : 2);
}

const VENDOR = new TextEncoder().encode('Okno');
const TAGS = joined([new TextEncoder().encode('OpusTags'), little(VENDOR.length, 4), VENDOR, little(0, 4)]);

/** A packet takes a length of 255 as often as it is long, and the rest, be it nothing. */
const segmentsOf = (packets: readonly Uint8Array[]): number => packets.reduce((sum, packet) => sum + Math.floor(packet.length / 255) + 1, 0);

function page(serial: number, sequence: number, flags: number, granule: bigint, packets: readonly Uint8Array[]): Uint8Array {
  const lengths = packets.flatMap((packet) => [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255]);
  const granuleBytes = new Uint8Array(8);
  new DataView(granuleBytes.buffer).setBigUint64(0, granule, true);
  const made = joined([new TextEncoder().encode('OggS'), Uint8Array.of(0, flags), granuleBytes, little(serial, 4), little(sequence, 4), little(0, 4), Uint8Array.of(lengths.length, ...lengths), ...packets]);
  made.set(little(checksum(made), 4), 22);
  return made;
}

const CRC = Uint32Array.from({ length: 256 }, (_, index) => {
  let rest = index << 24;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 0x80000000 ? (rest << 1) ^ 0x04c11db7 : rest << 1;
  return rest >>> 0;
});
const checksum = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => ((sum << 8) ^ CRC[((sum >>> 24) ^ byte) & 0xff]!) >>> 0, 0);

function little(value: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (value >>> (8 * index)) & 0xff);
}
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
