import { read, write, type Core } from '../core.ts';
import type { CompanyApi } from '../crm.ts';
import { demand } from '../policy.ts';
import type { DocumentSettingsView } from '../views.ts';
import { recordAudit } from './audit.ts';

const COLUMNS = 'legal_name AS "legalName", requisites, document_footer AS footer';

/** What stands on the company's invoices and proposals beside the order. */
export function createDocuments(core: Core): Pick<CompanyApi, 'documents' | 'setDocuments'> {
  return {
    documents: async () => (await read(core).one<DocumentSettingsView>(`SELECT ${COLUMNS} FROM company`))!,
    setDocuments: (actor, { legalName, requisites, footer }) =>
      write(core, async (tx) => {
        demand(actor, 'company.manage');
        const [name, lines, under] = [legalName, requisites, footer].map((text) => text.replaceAll('\0', '').trim());
        const after = (await tx.one<DocumentSettingsView>(`UPDATE company SET legal_name = $1, requisites = $2, document_footer = $3 RETURNING ${COLUMNS}`, [name, lines, under]))!;
        await recordAudit(tx, { userId: actor.userId, action: 'company.documents', thing: 'company', detail: { after } });
        return after;
      }),
  };
}
