import type { Request } from './request.js'

const CAPACITY = { north: 12, south: 8, harbour: 30 } as const

/** Picks the depot with the most room; ties go to the one that is named first. */
export function route(request: Request): keyof typeof CAPACITY {
  let best: keyof typeof CAPACITY = 'north'
  for (const depot of Object.keys(CAPACITY) as (keyof typeof CAPACITY)[]) {
    if (CAPACITY[depot] - request.booked[depot] > CAPACITY[best] - request.booked[best]) best = depot
  }
  return best
}
