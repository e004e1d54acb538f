export interface Job {
  readonly id: string
  readonly after: readonly string[]
  run(): Promise<void>
}

export async function drain(jobs: readonly Job[]): Promise<string[]> {
  const done: string[] = []
  const waiting = new Map(jobs.map(job => [job.id, job]))
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(job => job.after.every(id => done.includes(id)))
    if (ready.length === 0) throw new Error(`these wait for each other: ${[...waiting.keys()].join(', ')}`)
    for (const job of ready) {
      await job.run()
      waiting.delete(job.id)
      done.push(job.id)
    }
  }
  return done
}
