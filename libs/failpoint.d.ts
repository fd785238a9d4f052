/**
 * Crash proofs preload a script that sets this (tools/proof); in production nobody does and the optional call costs nothing.
 * Names: K1 … K11 of docs/reliability.md, at the places where a SIGKILL must lose and double nothing.
 */
declare var oknoFailpoint: ((name: `K${number}`) => void) | undefined;
