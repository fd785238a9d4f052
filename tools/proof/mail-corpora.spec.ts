import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { measureMail, type MailProof } from './mail-corpora.ts';

const CORPORA = resolve('../shared/corpora');
const present = existsSync(CORPORA);
if (!present) console.warn(`${CORPORA} is not there: the suite over real mail does not run.`);

(present ? describe : describe.skip)('the mail parser on real mail', () => {
  let proof: MailProof;
  beforeAll(async () => {
    proof = await measureMail(CORPORA);
  });

  it('meets every goal of content', () => {
    expect(proof.measures.filter(({ met, timing }) => !met && !timing)).toEqual([]);
    expect(proof.measures.length).toBeGreaterThanOrEqual(9);
  });
  it('reads more of Cyrillic and flowed mail rightly than the parsers it was chosen over', () => {
    const right = Object.fromEntries(proof.parsers.map((score) => [score.parser, score.right]));
    expect(right.ours).toBe(proof.parsers[0]!.of);
    expect(right.ours).toBeGreaterThan(Math.max(right.mailparser!, right['postal-mime']!));
  });
});
