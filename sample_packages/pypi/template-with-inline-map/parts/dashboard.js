import { html, render } from './template.js'

export function start(root, feed) {
  const rows = new Map()
  feed.addEventListener('message', ({ data }) => {
    const { station, litres } = JSON.parse(data)
    rows.set(station, litres)
    render(root, html`<ul>${[...rows].map(([name, value]) => html`<li>${name}: ${value}</li>`)}</ul>`)
  })
}
