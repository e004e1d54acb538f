// Loaded into a packer written for Node: a program it would start counts as started and ended well, and none is.
'use strict'

const children = require('node:child_process')
const { EventEmitter } = require('node:events')
const files = require('node:fs')
const modules = require('node:module')
const system = require('node:os')
const { PassThrough } = require('node:stream')

children.spawn = () => {
  const child = new EventEmitter()
  child.stdin = new PassThrough().resume()
  child.stdout = new PassThrough().end()
  child.stderr = new PassThrough().end()
  child.stdio = [child.stdin, child.stdout, child.stderr]
  child.exitCode = 0
  child.signalCode = null
  child.kill = () => false
  child.ref = () => child
  child.unref = () => child
  setImmediate(() => {
    child.emit('spawn')
    child.emit('exit', 0, null)
    child.emit('close', 0, null)
  })
  return child
}
for (const name of ['exec', 'execFile', 'execSync', 'execFileSync', 'spawnSync', 'fork']) {
  children[name] = () => {
    throw Object.assign(new Error(`pkgaudit: ${name} is not allowed while packing`), { code: 'ERR_ACCESS_DENIED' })
  }
}

// yarn 1 asks for the names of Node's own modules, and for its constants where it asks the user something, in a way that
// the permission model forbids.
const bindings = {
  natives: () => Object.fromEntries(modules.builtinModules.map((module) => [module, ''])),
  constants: () => ({ fs: files.constants, os: system.constants }),
}
process.binding = (name) => {
  if (!Object.hasOwn(bindings, name)) {
    throw Object.assign(new Error(`pkgaudit: binding ${name} is not allowed`), { code: 'ERR_ACCESS_DENIED' })
  }
  return bindings[name]()
}

modules.syncBuiltinESMExports()
