import { Controller, Delete, Get, HttpCode, Inject, Patch, Post, Put, Req } from '@nestjs/common';
import type { Actor, Crm, OrderDraftView, OrderView, Page, ProductImportView, ProductView } from '#crm-core';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { currency, flag, id, money, newId, words } from '../http/fields.ts';
import { IdOf, InputRefused, JsonBody, Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const status = z.enum(['new', 'confirmed', 'paid', 'shipped', 'done', 'cancelled']);
const line = z.strictObject({ productId: id.nullable().optional(), name: words(500).optional(), quantity: z.number().positive().max(999_999_999), priceMinor: money.optional() });
const ListOrders = PageQuery.extend({ contactId: id.optional(), status: status.optional() });
const CreateOrder = z.strictObject({
  id: newId, contactId: id.optional(), conversationId: id.nullable().optional(), currency: currency.optional(), lines: z.array(line).min(1).max(500), discountMinor: money.optional(), deliveryMinor: money.optional(),
  comment: words(5_000).optional(), force: z.boolean().optional(),
});
const SetStatus = z.strictObject({ status });
const ListProducts = PageQuery.extend({ search: words(200).optional(), all: flag.optional() });
const Product = z.strictObject({ sku: words(100).pipe(z.string().trim().min(1)), name: words(500).pipe(z.string().trim().min(1)), unit: words(30).optional(), priceMinor: money, currency: currency.optional(), active: z.boolean().optional(),
  stock: z.number().min(0).max(999_999_999_999).nullable().optional() });
const Pay = z.strictObject({ id: newId, amountMinor: money, paidOn: z.iso.date(), method: z.enum(['cash', 'card', 'transfer', 'other']), force: z.boolean().optional() });
const Draft = z.strictObject({ conversationId: id, messageIds: z.array(id).min(1).max(50) });
const Import = z.strictObject({ confirmed: flag.optional() });
type Draft = z.infer<typeof Draft>;
type Pay = z.infer<typeof Pay>;
type Import = z.infer<typeof Import>;
/** Ten thousand lines of goods are one or two. */
const MAX_IMPORT = 8 * 1024 * 1024;
type ListOrders = z.infer<typeof ListOrders>;
type CreateOrder = z.infer<typeof CreateOrder>;
type SetStatus = z.infer<typeof SetStatus>;
type ListProducts = z.infer<typeof ListProducts>;
type Product = z.infer<typeof Product>;

@Controller('api/v1')
export class OrdersController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get('orders') @Can('order.read') @Answers('List orders', view.pageOf(view.Order))
  list(@Me() actor: Actor, @QueryOf(ListOrders) query: ListOrders): Promise<Page<OrderView>> {
    return this.crm.orders.list(actor, query);
  }

  @Post('orders') @HttpCode(200) @Can('order.create') @Answers('Make an order', view.Order)
  create(@Me() actor: Actor, @JsonBody(CreateOrder) body: CreateOrder): Promise<OrderView> {
    return this.crm.orders.create(actor, body);
  }

  @Post('orders/draft') @HttpCode(200) @Can('order.create') @Answers('What messages seem to order; nothing is written', view.OrderDraft)
  draft(@Me() actor: Actor, @JsonBody(Draft) body: Draft): Promise<OrderDraftView> {
    return this.crm.orders.draft(actor, body);
  }

  @Get('orders/:id') @Can('order.read') @Answers('One order', view.Order)
  get(@Me() actor: Actor, @IdOf() id: string): Promise<OrderView> {
    return this.crm.orders.get(actor, id);
  }

  @Patch('orders/:id') @Can('order.update') @Answers('Move an order on', view.Order)
  setStatus(@Me() actor: Actor, @IdOf() id: string, @JsonBody(SetStatus) body: SetStatus): Promise<OrderView> {
    return this.crm.orders.setStatus(actor, id, body.status);
  }

  @Post('orders/:id/payments') @HttpCode(200) @Can('order.update') @Answers('Write down a payment', view.Order)
  pay(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Pay) body: Pay): Promise<OrderView> {
    return this.crm.orders.pay(actor, id, body);
  }

  @Delete('orders/:id/payments/:paymentId') @Can('order.update') @Answers('Strike out a payment', view.Order)
  removePayment(@Me() actor: Actor, @IdOf() id: string, @IdOf('paymentId') paymentId: string): Promise<OrderView> {
    return this.crm.orders.removePayment(actor, id, paymentId);
  }

  @Get('products') @Can('product.read') @Answers('List products', view.pageOf(view.Product))
  products(@Me() actor: Actor, @QueryOf(ListProducts) query: ListProducts): Promise<Page<ProductView>> {
    return this.crm.orders.products.list(actor, query);
  }

  @Post('products') @HttpCode(200) @Can('product.manage') @Answers('Add a product', view.Product)
  addProduct(@Me() actor: Actor, @JsonBody(Product) body: Product): Promise<ProductView> {
    return this.crm.orders.products.save(actor, body);
  }

  @Put('products/:id') @Can('product.manage') @Answers('Change a product', view.Product)
  saveProduct(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Product) body: Product): Promise<ProductView> {
    return this.crm.orders.products.save(actor, { ...body, id });
  }

  /** multipart/form-data with one part named `file`, at most 8 MB. Without `confirmed` it only says what would be done. */
  @Post('products/import') @HttpCode(200) @Can('product.manage') @Answers('What a CSV file changes in the catalogue', view.ProductImport)
  async importProducts(@Me() actor: Actor, @QueryOf(Import) { confirmed }: Import, @Req() request: FastifyRequest): Promise<ProductImportView> {
    const part = request.isMultipart() ? await request.file({ limits: { fileSize: MAX_IMPORT, files: 1, fields: 5 } }) : undefined;
    if (!part || part.fieldname !== 'file') throw new InputRefused([{ path: 'file', message: 'Send multipart/form-data with one part named file.' }]);
    const bytes = await part.toBuffer().catch(() => {
      throw new InputRefused([{ path: 'file', message: 'At most 8 MB.' }]);
    });
    return this.crm.orders.products.import(actor, bytes, confirmed ?? false);
  }
}
