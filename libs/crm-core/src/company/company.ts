import { read, write, type Core } from '../core.ts';
import type { CompanyApi } from '../crm.ts';
import { Conflict, Invalid } from '../errors.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import { createUser } from '../users/create-user.ts';
import { activeUserIds, tellRights } from '../users/rights.ts';
import { redeem } from '../users/tokens.ts';
import type { CompanyView, Id, Locale, UserView, WorkingHours } from '../views.ts';
import { EVERYBODY } from '../visibility.ts';
import { isTimeZone } from '../working-time.ts';
import { countAnew } from '../alarms/clock.ts';
import { createAlerts } from './alerts.ts';
import { createAudit, recordAudit } from './audit.ts';
import { createDocuments } from './documents.ts';
import { createNotifications } from './notifications.ts';

interface Row {
  name: string;
  language: Locale;
  currency: string;
  country: string;
  time_zone: string;
  working_hours: WorkingHours;
  holidays: { date: string; name: string }[];
  operators_see_own_only: boolean;
  link_previews: CompanyView['linkPreviews'];
  head_of_sales_id: Id | null;
  company_owner_id: Id | null;
  off_duty_return_minutes: number | null;
  silent_return_minutes: number | null;
  set_up_at: Date | null;
}
const COLUMNS = 'name, language, currency, country, time_zone, working_hours, holidays, operators_see_own_only, link_previews, head_of_sales_id, company_owner_id, off_duty_return_minutes, silent_return_minutes, set_up_at';
const toView = (row: Row): CompanyView => ({
  name: row.name, language: row.language, currency: row.currency, country: row.country, timeZone: row.time_zone, workingHours: row.working_hours,
  holidays: row.holidays, operatorsSeeOwnOnly: row.operators_see_own_only, linkPreviews: row.link_previews,
  headOfSalesId: row.head_of_sales_id, companyOwnerId: row.company_owner_id,
  offDutyReturnMinutes: row.off_duty_return_minutes, silentReturnMinutes: row.silent_return_minutes,
});

/** The one company this installation serves, its people's notifications, and the record of who did what. */
export function createCompany(core: Core): CompanyApi {
  return {
    get: async () => {
      const row = (await read(core).one<Row>(`SELECT ${COLUMNS} FROM company`))!;
      return { ...toView(row), setUpAt: row.set_up_at?.toISOString() ?? null };
    },
    update: (actor, input) =>
      write(core, async (tx) => {
        demand(actor, 'company.manage');
        return saveCompany(tx, actor.userId, input);
      }),
    setUp: (input) => write(core, (tx) => setUp(tx, core, input)),
    ...createAudit(core),
    ...createDocuments(core),
    ...createNotifications(core),
    alerts: createAlerts(core),
  };
}

/** Writes what is stated and tells every screen. `by` null: the set-up does it. */
async function saveCompany(tx: Tx, by: Id | null, input: Partial<CompanyView>): Promise<CompanyView> {
  const before = toView((await tx.one<Row>(`SELECT ${COLUMNS} FROM company FOR UPDATE`))!);
  const next = checked({ ...before, ...withoutUndefined(input) });
  await tx.query(
    'UPDATE company SET name = $1, language = $2, currency = $3, country = $4, time_zone = $5, working_hours = $6, holidays = $7, operators_see_own_only = $8, link_previews = $9, head_of_sales_id = $10, company_owner_id = $11, off_duty_return_minutes = $12, silent_return_minutes = $13',
    [next.name, next.language, next.currency, next.country, next.timeZone, JSON.stringify(next.workingHours), JSON.stringify(next.holidays), next.operatorsSeeOwnOnly, next.linkPreviews, await colleague(tx, next.headOfSalesId, 'headOfSalesId'), await colleague(tx, next.companyOwnerId, 'companyOwnerId'), next.offDutyReturnMinutes, next.silentReturnMinutes]);
  if (before.timeZone !== next.timeZone || JSON.stringify([before.workingHours, before.holidays]) !== JSON.stringify([next.workingHours, next.holidays])) await countAnew(tx);
  await recordAudit(tx, { userId: by, action: 'company.update', thing: 'company', detail: { before, after: next } });
  tell(tx, { change: { type: 'company', company: next }, audience: EVERYBODY });
  if (before.operatorsSeeOwnOnly !== next.operatorsSeeOwnOnly) await tellRights(tx, await activeUserIds(tx));
  return next;
}

/** The link, the first admin and the company: all of it or nothing, so that a link is spent only on a company that is there. */
async function setUp(tx: Tx, core: Core, { tokenHash, admin, company, ip }: Parameters<CompanyApi['setUp']>[0]): Promise<UserView | null> {
  if (tokenHash && !(await redeem(tx, core.now(), tokenHash, 'setup'))) return null;
  const user = await createUser(tx, core, null, { ...admin, role: 'admin' });
  // Of two who set up at once the second waits here, and then finds it done.
  if (!(await tx.one('UPDATE company SET set_up_at = $1 WHERE set_up_at IS NULL RETURNING id', [core.now()]))) throw new Conflict('already-set-up', 'This company is set up already: sign in.');
  await saveCompany(tx, null, company ?? {});
  await recordAudit(tx, { userId: user.id, action: 'set-up', thing: 'company', detail: { by: tokenHash ? 'link' : 'environment' }, ...(ip ? { ip } : {}) });
  return user;
}

/** Somebody who left stays named, until another is chosen. */
async function colleague(tx: Tx, id: Id | null, field: string): Promise<Id | null> {
  if (id && !(await tx.one('SELECT 1 FROM app_user WHERE id = $1', [id]))) throw new Invalid('no-user', 'There is no such colleague.', field);
  return id;
}

const withoutUndefined = <T extends object>(input: T): T => Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as T;

/** Refuses what could not be worked with later: an unknown time zone stops every due date. */
function checked(company: CompanyView): CompanyView {
  if (!['ru', 'uk', 'en'].includes(company.language)) throw new Invalid('bad-language', 'Languages are ru, uk and en.', 'language');
  if (!/^[A-Z]{3}$/.test(company.currency)) throw new Invalid('bad-currency', 'A currency is three letters of ISO 4217, such as UAH.', 'currency');
  if (!/^[A-Z]{2}$/.test(company.country)) throw new Invalid('bad-country', 'A country is two letters of ISO 3166, such as UA.', 'country');
  if (!isTimeZone(company.timeZone)) throw new Invalid('bad-time-zone', 'No such time zone; an example is Europe/Kyiv.', 'timeZone');
  if (company.offDutyReturnMinutes !== null && !(Number.isInteger(company.offDutyReturnMinutes) && company.offDutyReturnMinutes >= 0)) throw new Invalid('bad-minutes', 'Minutes are a whole number, or none.', 'offDutyReturnMinutes');
  if (company.silentReturnMinutes !== null && !(Number.isInteger(company.silentReturnMinutes) && company.silentReturnMinutes > 0)) throw new Invalid('bad-minutes', 'Minutes are a whole number from 1, or none.', 'silentReturnMinutes');
  const { days } = company.workingHours;
  const inOrder = (hours: { from: number; to: number }[]): boolean =>
    hours.every(({ from, to }, i) => Number.isInteger(from) && Number.isInteger(to) && from >= (hours[i - 1]?.to ?? 0) && to > from && to <= 1440);
  if (!Array.isArray(days) || days.length !== 7 || !days.every((day) => Array.isArray(day) && inOrder(day))) {
    throw new Invalid('bad-working-hours', 'Seven days, each with hours in order, in minutes since midnight.', 'workingHours');
  }
  if (!company.holidays.every(({ date }) => isDate(date))) throw new Invalid('bad-holiday', 'A holiday is a date such as 2027-01-07.', 'holidays');
  return company;
}

function isDate(date: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
