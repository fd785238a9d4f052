/** Asks DNS; the product passes node's resolver, tests their own. */
export type DnsResolver = (name: string, type: string) => Promise<string[] | string[][]>;

export interface Delivery {
  readonly ip: string;
  readonly helo: string;
  readonly mailFrom: string;
  /** Our own name, for the record. */
  readonly mta: string;
}

/**
 * The From domain if the mail passes DMARC (RFC 7489) as it arrives: SPF by the delivering address or a DKIM signature that we check,
 * aligned with From. Null when it does not, or when DNS does not answer in time: the mail is taken all the same, only unproven.
 */
export async function provenDomain(raw: Buffer, delivery: Delivery, resolver: DnsResolver, timeoutMs = 5_000): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs);
  });
  try {
    // Loaded for the first mail that is handed to us: who fetches theirs needs it not, and it takes some 20 MB.
    const { authenticate } = await import('mailauth');
    const result = await Promise.race([authenticate(raw, { ip: delivery.ip, helo: delivery.helo, sender: delivery.mailFrom, mta: delivery.mta, resolver, disableArc: true, disableBimi: true }), late]);
    if (!result || !result.dmarc || result.dmarc.status.result !== 'pass') return null;
    // DMARC tells the organisational domain; the domain of the address itself is what is proven.
    return result.dkim.headerFrom?.[0]?.split('@').at(-1)?.toLowerCase() ?? null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
