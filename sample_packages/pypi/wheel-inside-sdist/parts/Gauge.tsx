type Props = { level: number; onChange(level: number): void }

export const Gauge = ({ level, onChange }: Props) => (
  <input type="range" min={0} max={1} step={0.01} value={level} onChange={event => onChange(+event.target.value)} />
)
