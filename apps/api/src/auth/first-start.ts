import type { Crm } from '#crm-core';
import type { Config } from '../config.ts';
import { linkTo, SETUP_HOURS } from './links.ts';
import { demandStrongPassword, hashPassword } from './passwords.ts';
import { newToken } from './tokens.ts';

/**
 * A company that nobody set up yet: makes the admin named in the environment, or a one-time link for the console.
 * Null when there is nothing to do. Links of earlier starts stay valid until they expire or one of them is used.
 */
export async function firstStart(crm: Crm, config: Config): Promise<string | null> {
  if ((await crm.company.get()).setUpAt !== null) return null;
  if (config.admin) {
    demandStrongPassword(config.admin.password, [config.admin.email]);
    const passwordHash = await hashPassword(config.admin.password);
    await crm.company.setUp({ tokenHash: null, admin: { email: config.admin.email.toLowerCase(), name: config.admin.email.split('@')[0] ?? 'Admin', passwordHash } }).catch(async (error: unknown) => {
      // Another process of ours may have been quicker.
      if ((await crm.company.get()).setUpAt === null) throw error;
    });
    return null;
  }
  const { token, hash } = newToken();
  await crm.sessions.oneTime.issue({ tokenHash: hash, purpose: 'setup', expiresAt: new Date(Date.now() + SETUP_HOURS * 3_600_000) });
  return linkTo(config, null, `/setup?token=${token}`);
}
