import { createPresence, REPEAT_MS, type Looking, type Presence } from './presence.ts';

/** Processes that hear each other, until one is killed. */
function processes(count: number) {
  let time = Date.parse('2027-03-01T09:00:00Z');
  const told: { process: number; conversationId: string; userIds: string[] }[] = [];
  const living = new Set<number>();
  const all: Presence[] = Array.from({ length: count }, (_, index) => {
    living.add(index);
    return createPresence({
      now: () => new Date(time),
      tellHere: (conversationId, userIds) => void told.push({ process: index, conversationId, userIds }),
      // As it travels: what is said is text.
      tellOthers: (said) => all.forEach((other, at) => at !== index && living.has(index) && living.has(at) && other.hear(JSON.parse(JSON.stringify(said)) as Looking)),
    });
  });
  return {
    all, told,
    kill: (index: number) => void living.delete(index),
    pass: (rounds: number) => {
      for (let round = 0; round < rounds; round += 1) {
        time += REPEAT_MS;
        living.forEach((index) => all[index]?.repeat());
      }
    },
  };
}

describe('who looks at a conversation', () => {
  it('is known in every process, and each is told when it changes', () => {
    const { all: [first, second], told } = processes(2);
    first?.look('screen-1', 'daria', 'c1');
    second?.look('screen-2', 'ilya', 'c1');
    expect(first?.viewers('c1')).toEqual(['daria', 'ilya']);
    expect(second?.viewers('c1')).toEqual(['daria', 'ilya']);
    expect(told.at(-1)).toEqual({ process: 0, conversationId: 'c1', userIds: ['daria', 'ilya'] });
    first?.look('screen-1', 'daria', 'c2');
    expect(second?.viewers('c1')).toEqual(['ilya']);
    expect(second?.viewers('c2')).toEqual(['daria']);
  });

  it('counts a person once, and lets them go with their last screen', () => {
    const { all: [only] } = processes(1);
    only?.look('a', 'daria', 'c1');
    only?.look('b', 'daria', 'c1');
    only?.look('a', 'daria', null);
    expect(only?.viewers('c1')).toEqual(['daria']);
    only?.look('b', 'daria', null);
    expect(only?.viewers('c1')).toEqual([]);
  });

  it('of a process that was killed is forgotten', () => {
    const fresh = processes(2);
    const [stays, dies] = fresh.all;
    dies?.look('screen-2', 'ilya', 'c1');
    stays?.look('screen-1', 'daria', 'c1');
    fresh.kill(1);
    fresh.pass(2);
    expect(stays?.viewers('c1')).toEqual(['daria', 'ilya']);
    fresh.pass(2);
    expect(stays?.viewers('c1')).toEqual(['daria']);
    expect(fresh.told.at(-1)).toEqual({ process: 0, conversationId: 'c1', userIds: ['daria'] });
  });

  it('is said again to whoever missed it', () => {
    const said: Looking[] = [];
    const speaker = createPresence({ now: () => new Date(0), tellHere: () => undefined, tellOthers: (one) => void said.push(one) });
    for (let n = 0; n < 70; n += 1) speaker.look(`screen-${n}`, `user-${n}`, `c${n}`);
    said.length = 0;
    speaker.repeat();
    expect(said.map(({ conversations }) => conversations.length)).toEqual([30, 30, 10]);
  });
});
