import type { Tx } from '../transaction.ts';
import type { AlarmWho, Id, Role } from '../views.ts';
import type { CompanyClock } from './due.ts';

/** A colleague as far as the ladder asks. */
export interface Colleague {
  readonly id: Id;
  readonly role: Role;
  readonly onDuty: boolean;
  readonly inboxIds: readonly Id[];
}
export type Ladder = Pick<CompanyClock, 'headOfSalesId' | 'companyOwnerId'>;

export function colleagues(tx: Tx): Promise<Colleague[]> {
  return tx.query<Colleague>(`SELECT u.id, u.role, u.on_duty AS "onDuty", ARRAY(SELECT iu.inbox_id FROM inbox_user iu WHERE iu.user_id = u.id
      UNION SELECT i.id FROM inbox i JOIN team_member tm ON tm.team_id = i.team_id WHERE tm.user_id = u.id) AS "inboxIds"
    FROM app_user u WHERE u.active ORDER BY u.id`);
}

/**
 * Whom a rung reaches. Only who may see what it is about (`inboxIds` null: anybody). Nobody owns it: whoever is on duty with one of its
 * inboxes. Where nobody stands on a rung, the one above is told; above the company's owner stand the admins.
 */
export function reached(who: AlarmWho, about: { readonly ownerId: Id | null; readonly inboxIds: readonly Id[] | null }, staff: readonly Colleague[], ladder: Ladder): Id[] {
  const has = (person: Colleague): boolean => about.inboxIds?.some((id) => person.inboxIds.includes(id)) ?? false;
  const may = (id: Id | null): Id[] => staff.filter((person) => person.id === id && (person.role === 'admin' || about.inboxIds === null || has(person))).map((person) => person.id);
  switch (who) {
    case 'owner': {
      const owner = may(about.ownerId);
      if (owner.length) return owner;
      const onDuty = about.ownerId === null ? staff.filter((person) => person.onDuty && has(person)).map((person) => person.id) : [];
      return onDuty.length ? onDuty : reached('head-of-sales', about, staff, ladder);
    }
    case 'head-of-sales': {
      const head = may(ladder.headOfSalesId);
      return head.length ? head : reached('company-owner', about, staff, ladder);
    }
    case 'company-owner': {
      const owner = may(ladder.companyOwnerId);
      return owner.length ? owner : staff.filter((person) => person.role === 'admin').map((person) => person.id);
    }
  }
}
