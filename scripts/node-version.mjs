// Imported first by each command: evaluated before anything that an older Node.js might trip over.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Rejoinder needs Node.js 20.19 or newer; this is ${process.versions.node} (${process.execPath}).`,
  );
  process.exit(1);
}
