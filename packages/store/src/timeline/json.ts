/** Looking into hostile JSON: what is there in the wanted shape, or nothing. Pure. */
import type { JsonObject } from '@bundesmessenger/core/types';

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** The object, or an empty one. */
export function objectIn(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The whole number, if it is one within the bounds. */
export function numberIn(value: unknown, min: number, max: number): number | undefined {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
    ? (value as number)
    : undefined;
}
