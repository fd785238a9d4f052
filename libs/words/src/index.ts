export { readWhen, type Clock, type When } from './read-when.ts';
