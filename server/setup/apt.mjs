// Debian packages: which are missing, and all of those in one apt call.
import { must, onPath, run } from './run.mjs';
import { SetupError, step } from './terminal.mjs';

/** Those of `names` that dpkg does not have; all of them where there is no dpkg. */
export async function missingPackages(names) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the braces are dpkg's
  const format = '-f=${db:Status-Status} ${Package}\n';
  const { output } = await run('dpkg-query', ['-W', format, ...names]);
  const there = new Set(output.match(/(?<=^installed )\S+$/gm));
  return names.filter((name) => !there.has(name));
}

/** Installs as root or by passwordless sudo; otherwise throws with the command to type. */
export async function installDebianPackages(label, names) {
  if (!onPath('apt-get')) {
    throw new SetupError(`Missing here, and there is no apt-get: what Debian 12 calls ${names.join(', ')}.`);
  }
  const install = ['install', '-y', '--no-install-recommends', ...names];
  const isRoot = process.getuid() === 0;
  if (!isRoot && (await run('sudo', ['-n', 'true'])).code !== 0) {
    throw new SetupError(
      'Debian packages are missing, and this user may not install them. Please type this, then start again:\n\n' +
        `  sudo apt-get update && sudo apt-get ${install.join(' ')}\n`,
    );
  }
  const asRoot = [...(isRoot ? [] : ['sudo', '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive'];
  // A machine's nightly upgrade may be at the package database: wait for it.
  const aptGet = [...asRoot, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300'];

  await step(`${label} Debian packages: ${names.join(' ')}`, async (progress) => {
    const onLine = (line) => {
      const news = line.match(/^(Get:\d+|Unpacking \S+|Setting up \S+)/);
      if (news) progress(news[0]);
    };
    // A service that a package starts must not keep our lock.
    const options = { onLine, keep: [] };
    const call = ([command, ...args]) => run(command, args, options);
    if ((await call([...aptGet, ...install])).code === 0) return;
    // The lists are old or were never fetched, or an earlier apt was cut off: put that right, once.
    await call([...asRoot, 'dpkg', '--configure', '-a']);
    progress('apt-get update');
    await call([...aptGet, 'update']);
    const [command, ...args] = [...aptGet, ...install];
    await must('apt-get install', command, args, options);
  });
}
