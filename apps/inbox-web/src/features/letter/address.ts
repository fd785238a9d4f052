/** The server's rule for an address that can be written to. */
const WELL_FORMED = /^[^\s@<>"(),;:\\\p{Cc}]+@[^\s@<>"(),;:\\\p{Cc}]+\.[^\s@<>"(),;:\\\p{Cc}.]+$/u;

export const isAddress = (address: string): boolean => WELL_FORMED.test(address) && address.length <= 254;
