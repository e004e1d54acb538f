export const url = new URL('./weaver.wasm', import.meta.url)
