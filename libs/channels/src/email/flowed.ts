/**
 * format=flowed (RFC 3676): lines that end in a space join the next line of the same quote depth. A change of depth always
 * ends the paragraph, so that a reply never grows into the quote above it (4.5). Returns text with `>` marks in front again.
 */
export function unflow(text: string, deleteSpace: boolean): string {
  const out: { depth: number; text: string }[] = [];
  let open: { depth: number; text: string[] } | null = null;
  const flush = () => {
    if (open) out.push({ depth: open.depth, text: open.text.join('') });
    open = null;
  };
  for (const physical of text.split('\n')) {
    let depth = 0;
    while (physical[depth] === '>') depth++;
    let line = physical.slice(depth);
    if (line.startsWith(' ')) line = line.slice(1);
    if (line === '-- ') {
      flush();
      out.push({ depth, text: '-- ' });
      continue;
    }
    const flowed = line.endsWith(' ');
    if (flowed && deleteSpace) line = line.slice(0, -1);
    const current: { depth: number; text: string[] } | null = open;
    if (current && (current as { depth: number }).depth !== depth) flush();
    if (open) (open as { text: string[] }).text.push(line);
    else open = { depth, text: [line] };
    if (!flowed) flush();
  }
  flush();
  return out.map((line) => (line.depth > 0 ? `${'>'.repeat(line.depth)} ${line.text}` : line.text)).join('\n');
}
