import { useState } from 'react'
import { Gauge } from './Gauge'

export function App({ endpoint }: { endpoint: string }) {
  const [level, setLevel] = useState(0)
  return (
    <main className="board" data-endpoint={endpoint}>
      <Gauge level={level} onChange={setLevel} />
      <p>{level > 0.8 ? 'Nearly full — empty the tank' : 'Fine'}</p>
    </main>
  )
}
