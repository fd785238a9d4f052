import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Actor, AttachmentView, Crm } from '#crm-core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { IdOf, InputRefused, Me, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { sendFile } from '../media/send-file.ts';
import type { FileStore } from '../media/file-store.ts';
import { storedPictureSize } from '../media/picture-size.ts';
import { kindOf, safeName, trueType } from '../media/sniff.ts';
import { CRM, FILES } from '../parts.ts';

export const MAX_UPLOAD = 50 * 1024 * 1024;
/** Spoken just now, so long: sent as a voice message where the channel has such. */
const Upload = z.strictObject({ voiceSeconds: z.coerce.number().int().min(0).max(86_400).optional() });
type Upload = z.infer<typeof Upload>;
const Download = z.strictObject({ download: z.enum(['0', '1']).optional() });
type Download = z.infer<typeof Download>;

@Controller('api/v1/files')
export class FilesController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(FILES) private readonly files: FileStore) {}

  /** multipart/form-data with one part named `file`, at most 50 MB. */
  @Post() @HttpCode(200) @Can('file.add') @Answers('Upload a file for a message', view.Attachment)
  async upload(@Me() actor: Actor, @QueryOf(Upload) { voiceSeconds }: Upload, @Req() request: FastifyRequest): Promise<AttachmentView> {
    const part = request.isMultipart() ? await request.file({ limits: { fileSize: MAX_UPLOAD + 1, files: 1, fields: 5 } }) : undefined;
    if (!part || part.fieldname !== 'file') throw new InputRefused([{ path: 'file', message: 'Send multipart/form-data with one part named file.' }]);
    const { sha256, size, head } = await this.files.put(part.file, MAX_UPLOAD);
    const mime = await trueType(head, part.mimetype);
    const kind = kindOf(mime);
    const spoken = voiceSeconds !== undefined && kind === 'audio' ? { kind: 'voice', durationSeconds: voiceSeconds } as const : { kind };
    return this.crm.files.add(actor, { ...spoken, name: safeName(part.filename), mime, size, sha256, ...(await storedPictureSize(this.files, { sha256, size, mime })) });
  }

  @Get(':id') @Can('signed-in') @Answers('The bytes; Range is honoured', z.string().meta({ format: 'binary' }), 200, 'application/octet-stream')
  async download(@Me() actor: Actor, @IdOf() id: string, @QueryOf(Download) query: Download, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendFile(this.files, await this.crm.files.open(actor, id), query.download === '1', request, reply);
  }
}
