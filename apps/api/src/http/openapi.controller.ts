import { Controller, Get } from '@nestjs/common';
import { Can } from './route.ts';
import { openApiDocument } from './openapi.ts';

@Controller('api')
export class OpenApiController {
  @Get('openapi.json') @Can('public')
  document(): object {
    return openApiDocument();
  }
}
