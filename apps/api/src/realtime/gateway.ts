import { Inject } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway, type OnGatewayConnection, type OnGatewayDisconnect, type OnGatewayInit } from '@nestjs/websockets';
import type { Server } from 'socket.io';
import { z } from 'zod';
import { REALTIME } from '../parts.ts';
import type { OperatorSocket, Realtime } from './realtime.ts';

const Typing = z.strictObject({ conversationId: z.guid() });
const Viewing = z.strictObject({ conversationId: z.guid().nullable() });

/** The operators' socket. Rooms, rights and the feed are realtime.ts; here is only what comes in. */
@WebSocketGateway({ path: '/socket' })
export class OperatorGateway implements OnGatewayInit<Server>, OnGatewayConnection<OperatorSocket>, OnGatewayDisconnect<OperatorSocket> {
  constructor(@Inject(REALTIME) private readonly realtime: Realtime) {}

  afterInit(server: Server): void {
    this.realtime.attach(server);
  }

  async handleConnection(socket: OperatorSocket): Promise<void> {
    await this.realtime.welcome(socket);
  }

  handleDisconnect(socket: OperatorSocket): void {
    this.realtime.left(socket);
  }

  @SubscribeMessage('typing')
  async typing(@ConnectedSocket() socket: OperatorSocket, @MessageBody() body: unknown): Promise<void> {
    const parsed = Typing.safeParse(body);
    if (parsed.success) await this.realtime.typing(socket, parsed.data.conversationId);
  }

  @SubscribeMessage('viewing')
  async viewing(@ConnectedSocket() socket: OperatorSocket, @MessageBody() body: unknown): Promise<void> {
    const parsed = Viewing.safeParse(body);
    if (parsed.success) await this.realtime.viewing(socket, parsed.data.conversationId);
  }
}
