import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { NotFound, type Actor, type Crm, type Page, type PageRequest, type QuarantineView } from '#crm-core';
import { interpret } from '../channels/accept.ts';
import type { LiveAdapters } from '../channels/live-adapters.ts';
import * as answer from '../http/answers.ts';
import { Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import type { Log } from '../log.ts';
import type { FileStore } from '../media/file-store.ts';
import { ADAPTERS, CRM, FILES, LOG } from '../parts.ts';

@Controller('api/v1/quarantine')
export class QuarantineController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(ADAPTERS) private readonly adapters: LiveAdapters, @Inject(FILES) private readonly files: FileStore, @Inject(LOG) private readonly log: Log) {}

  @Get() @Can('quarantine.manage') @Answers('What came in and could not be understood', view.pageOf(view.Quarantine))
  list(@Me() actor: Actor, @QueryOf(PageQuery) page: PageRequest): Promise<Page<QuarantineView>> {
    return this.crm.ingest.quarantine.list(actor, page);
  }

  @Post(':id/replay') @HttpCode(200) @Can('quarantine.manage') @Answers('Try to understand it again', answer.Status)
  async replay(@Me() actor: Actor, @Param('id') id: string): Promise<{ status: string }> {
    if (!/^\d{1,18}$/.test(id)) throw new NotFound('raw event');
    const { inboxId, raw } = await this.crm.ingest.quarantine.raw(actor, id);
    return this.adapters.use(inboxId, async ({ adapter }) => {
      const { status } = await this.crm.ingest.quarantine.replay(actor, id, await interpret(adapter, raw, this.files, this.log));
      return { status };
    });
  }
}
