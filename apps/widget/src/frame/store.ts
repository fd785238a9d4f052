/** What must outlive the page: small values under one prefix, and each unsent message under a key of its own, so that two tabs never overwrite each other's. */
import type { Outgoing } from './protocol.ts';

export interface Store {
  get(key: string): string | null;
  set(key: string, value: string | null): void;
  outbox(): Outgoing[];
  keep(message: Outgoing): void;
  forget(id: string): void;
}

type Area = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Browsers may forbid storage in a frame; then everything lives as long as the page. */
export function memoryArea(): Area {
  const map = new Map<string, string>();
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    key: (index) => [...map.keys()][index] ?? null,
    get length() {
      return map.size;
    },
  };
}

export function createStore(area: Area, inbox: string): Store {
  const prefix = `okno:${inbox}:`;
  const out = `${prefix}out:`;
  return {
    get: (key) => area.getItem(prefix + key),
    set: (key, value) => (value === null ? area.removeItem(prefix + key) : area.setItem(prefix + key, value)),
    keep: (message) => area.setItem(out + message.id, JSON.stringify(message)),
    forget: (id) => area.removeItem(out + id),
    outbox() {
      const kept: Outgoing[] = [];
      for (let index = 0; index < area.length; index++) {
        const key = area.key(index);
        if (key?.startsWith(out)) kept.push(JSON.parse(area.getItem(key)!) as Outgoing);
      }
      return kept.sort((a, b) => a.at.localeCompare(b.at));
    },
  };
}
