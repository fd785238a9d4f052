export { readWhen, type Clock, type When } from './read-when.ts';
export { readPromise, type Promised } from './read-promise.ts';
