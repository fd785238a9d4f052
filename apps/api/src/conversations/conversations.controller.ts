import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import type { Actor, ConversationRowView, ConversationView, Crm, LetterView, ListCount, MessageView, Page, TimelineView, CountedViews } from '#crm-core';
import type { Amnesty } from '../channels/amnesty.ts';
import type { Calls } from '../channels/calls.ts';
import * as answer from '../http/answers.ts';
import { IdOf, JsonBody, Me, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { AMNESTY, CALLS, CRM } from '../parts.ts';
import { Assign, Call, ChangeSet, LetterQuery, Read, Reply, SetPriority, SetStatus, Spam, StartConversation, TimelinePage } from './conversations.dto.ts';
import { CountConversations, given, ListConversations, listRequest } from './list.dto.ts';

@Controller('api/v1/conversations')
export class ConversationsController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(CALLS) private readonly calls: Calls, @Inject(AMNESTY) private readonly pardon: Amnesty) {}

  @Get() @Can('conversation.read') @Answers('List conversations', view.pageOf(view.ConversationRow))
  list(@Me() actor: Actor, @QueryOf(ListConversations) query: ListConversations): Promise<Page<ConversationRowView>> {
    return this.crm.conversations.list(actor, listRequest(query));
  }

  @Get('counts') @Can('conversation.read') @Answers('How many each view of the list holds', view.CountedViews)
  counts(@Me() actor: Actor): Promise<CountedViews> {
    return this.crm.conversations.counts(actor);
  }

  @Get('count') @Can('conversation.read') @Answers('How many a view with its filter holds', view.ListCount)
  count(@Me() actor: Actor, @QueryOf(CountConversations) query: CountConversations): Promise<ListCount> {
    return this.crm.conversations.count(actor, listRequest(query));
  }

  @Post() @HttpCode(200) @Can('conversation.start') @Answers('Write first', answer.Started)
  start(@Me() actor: Actor, @JsonBody(StartConversation) body: StartConversation): Promise<{ conversation: ConversationView; message: MessageView }> {
    return this.crm.outbound.start(actor, body);
  }

  @Get(':id') @Can('conversation.read') @Answers('One conversation', view.ConversationRow)
  get(@Me() actor: Actor, @IdOf() id: string): Promise<ConversationRowView> {
    return this.crm.conversations.get(actor, id);
  }

  @Get(':id/messages') @Can('conversation.read') @Answers('Its messages, newest first: the last ones, older ones, newer ones, or those around one', view.Timeline)
  messages(@Me() actor: Actor, @IdOf() id: string, @QueryOf(TimelinePage) page: TimelinePage): Promise<TimelineView> {
    return this.crm.conversations.timeline(actor, id, page);
  }

  @Post(':id/messages') @HttpCode(200) @Can('conversation.reply') @Answers('Answer, or write a note', view.Message)
  reply(@Me() actor: Actor, @IdOf() conversationId: string, @JsonBody(Reply) body: Reply): Promise<MessageView> {
    return this.crm.outbound.reply(actor, { ...body, conversationId });
  }

  @Get(':id/letter') @Can('conversation.reply') @Answers('What a letter to everybody begins with, or one that hands another on', view.Letter)
  letter(@Me() actor: Actor, @IdOf() id: string, @QueryOf(LetterQuery) { messageId, forward }: LetterQuery): Promise<LetterView> {
    return this.crm.outbound.letter(actor, id, { ...(messageId && { messageId }), ...(forward && { forward }) });
  }

  @Post(':id/assign') @HttpCode(200) @Can('conversation.assign') @Answers('Give it to somebody, take it, or free it', view.Conversation)
  assign(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Assign) to: Assign): Promise<ConversationView> {
    return this.crm.conversations.assign(actor, id, to);
  }

  @Post(':id/status') @HttpCode(200) @Can('conversation.update') @Answers('Open, close, snooze', view.Conversation)
  setStatus(@Me() actor: Actor, @IdOf() id: string, @JsonBody(SetStatus) status: SetStatus): Promise<ConversationView> {
    return this.crm.conversations.setStatus(actor, id, status);
  }

  @Post(':id/no-reply-needed') @HttpCode(200) @Can('conversation.update') @Answers('The customer waits for nothing', view.Conversation)
  noReplyNeeded(@Me() actor: Actor, @IdOf() id: string): Promise<ConversationView> {
    return this.crm.conversations.noReplyNeeded(actor, id);
  }

  @Post(':id/labels') @HttpCode(200) @Can('conversation.update') @Answers('Put labels on, take labels off', view.Conversation)
  setLabels(@Me() actor: Actor, @IdOf() id: string, @JsonBody(ChangeSet) body: ChangeSet): Promise<ConversationView> {
    return this.crm.conversations.setLabels(actor, id, given(body));
  }

  @Post(':id/priority') @HttpCode(200) @Can('conversation.update') @Answers('How urgent it is', view.Conversation)
  setPriority(@Me() actor: Actor, @IdOf() id: string, @JsonBody(SetPriority) body: SetPriority): Promise<ConversationView> {
    return this.crm.conversations.setPriority(actor, id, body.priority);
  }

  @Post(':id/participants') @HttpCode(200) @Can('conversation.update') @Answers('Who follows it', view.Conversation)
  setParticipants(@Me() actor: Actor, @IdOf() id: string, @JsonBody(ChangeSet) body: ChangeSet): Promise<ConversationView> {
    return this.crm.conversations.setParticipants(actor, id, given(body));
  }

  @Post(':id/undo') @HttpCode(200) @Can('conversation.update') @Answers('Take back what I did last to it', view.Conversation)
  undo(@Me() actor: Actor, @IdOf() id: string): Promise<ConversationView> {
    return this.crm.conversations.undo(actor, id);
  }

  @Post(':id/unread') @HttpCode(204) @Can('conversation.read') @Answers('The last words count as unread again', null)
  unread(@Me() actor: Actor, @IdOf() id: string): Promise<void> {
    return this.crm.conversations.markUnread(actor, id);
  }

  @Post(':id/read') @HttpCode(204) @Can('conversation.read') @Answers('Seen up to here', null)
  read(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Read) body: Read): Promise<void> {
    return this.crm.conversations.markRead(actor, id, body.readCount);
  }

  @Post(':id/spam') @HttpCode(200) @Can('conversation.mark-spam') @Answers('Spam, or not after all', view.Conversation)
  async spam(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Spam) body: Spam): Promise<ConversationView> {
    const conversation = await this.crm.conversations.setSpam(actor, id, body.spam);
    if (body.spam || !(await this.pardon(actor, conversation.contactId))) return conversation;
    return this.crm.conversations.get(actor, id);
  }

  @Post(':id/call') @HttpCode(200) @Can('conversation.call') @Answers('Ring me, then the customer', view.Message)
  call(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Call) body: Call): Promise<MessageView> {
    return this.calls.call(actor, id, body);
  }
}
