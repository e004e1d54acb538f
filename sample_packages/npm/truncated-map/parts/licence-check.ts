import { createHash } from 'node:crypto'

/** A key is good when the first four letters of its digest are the customer's number in base 36. */
export function isGood(key: string, customer: number): boolean {
  const digest = createHash('sha256').update(key).digest('hex')
  return digest.startsWith(customer.toString(36).padStart(4, '0'))
}
