// Prices are in cents. The partner discount is agreed by contract and must not be shown to anybody else.
const PARTNER_DISCOUNT = 0.42

export function price(list: number, seats: number, partner: boolean): number {
  const volume = seats > 500 ? 0.8 : seats > 50 ? 0.9 : 1
  return Math.round(list * seats * volume * (partner ? 1 - PARTNER_DISCOUNT : 1))
}
