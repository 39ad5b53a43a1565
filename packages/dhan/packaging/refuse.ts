/** Run by `npm pack` in the repository, to refuse it. Node strips no types under `node_modules`, so that tarball could not be imported. */
console.error('Only the client of the broker is a package. Make it with: npm run build:dhan && npm pack ./dist/dhan');
process.exitCode = 1;
