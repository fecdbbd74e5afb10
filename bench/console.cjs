// node console.cjs PLAYWRIGHT SERVER PID BROWSERS SECONDS: the measurements of console.sh.
const { readFileSync } = require('node:fs');
const [playwright, server, pid, browsers, seconds] = process.argv.slice(2);
const { chromium } = require(playwright);

const pages = ['feed', 'sessions', 'open-files', 'shares', 'refusals', 'stores', 'cache', 'collection', 'users', 'groups', 'api-keys', 'adapters', 'settings', 'audit', 'logs', ''];
const ticksPerSecond = 100;

/** The server's processor time so far, in milliseconds. */
function processorTime() {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 1000 / ticksPerSecond;
}

const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const sorted = list => [...list].sort((a, b) => a - b);
const median = list => sorted(list)[Math.floor(list.length / 2)];
const tell = (what, list) => console.log(`${what}: median ${median(list).toFixed(0)} ms, longest ${Math.max(...list).toFixed(0)} ms of ${list.length}`);

// Notes in the page when it is live, by the page's own clock that starts with the navigation.
const noteReady = () => {
  const look = () => {
    if (!window.readyAt && document.querySelector('[data-ready=true]') && !document.querySelector('.skeleton')) {
      window.readyAt = performance.now();
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
};

// From the click on a link of the navigation until the page's own heading and content are there.
const navigate = ([path]) => new Promise(resolve => {
  const link = [...document.querySelectorAll('.rail li a')].find(candidate => candidate.getAttribute('href') === path);
  const name = link.title;
  const begin = performance.now();
  const isThere = () => link.classList.contains('active') && document.querySelector('main h1')?.textContent.trim() !== window.headingBefore && !document.querySelector('main .skeleton');
  window.headingBefore = document.querySelector('main h1')?.textContent.trim();
  const observer = new MutationObserver(() => {
    if (isThere()) {
      observer.disconnect();
      // The next frame is the first that shows it.
      requestAnimationFrame(() => resolve({ name, milliseconds: performance.now() - begin }));
    }
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  link.click();
});

(async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server);
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password').fill(process.env.DITTOFS_ADMIN_INITIAL_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForSelector('.frame[data-ready=true]');
  const state = await context.storageState();
  await context.close();

  // A context of its own has nothing in its cache.
  const loads = [], settled = [];
  for (let round = 0; round < 10; round++) {
    const fresh = await browser.newContext({ storageState: state });
    await fresh.addInitScript(noteReady);
    const first = await fresh.newPage();
    await first.goto(server);
    loads.push(await (await first.waitForFunction(() => window.readyAt)).jsonValue());
    settled.push(await first.evaluate(() => performance.getEntriesByType('paint').find(entry => entry.name === 'first-contentful-paint').startTime));
    await fresh.close();
  }
  tell('first load with an empty cache, until it paints', settled);
  tell('first load with an empty cache, until it is live', loads);

  const walk = await browser.newContext({ storageState: state });
  const walker = await walk.newPage();
  await walker.goto(server);
  await walker.waitForSelector('.frame[data-ready=true]');
  const turns = [];
  for (let round = 0; round < 3; round++) {
    for (const path of pages) {
      const turn = await walker.evaluate(navigate, [path]);
      turns.push(turn.milliseconds);
      if (round === 2) {
        console.log(`  to ${turn.name}: ${turn.milliseconds.toFixed(0)} ms`);
      }
      await wait(100);
    }
  }
  tell('change of page, first visits included', turns);
  tell('change of page, third visit', turns.slice(2 * pages.length));
  await walk.close();

  await wait(5000);
  const measure = async () => {
    const [begin, from] = [Date.now(), processorTime()];
    await wait(seconds * 1000);
    return (processorTime() - from) / ((Date.now() - begin) / 1000);
  };
  const alone = await measure();
  const watching = [];
  for (let count = 0; count < browsers; count++) {
    const one = await browser.newContext({ storageState: state });
    const overview = await one.newPage();
    await overview.goto(server);
    await overview.waitForSelector('.frame[data-ready=true]');
    watching.push(one);
  }
  await wait(5000);
  const watched = await measure();
  console.log(`processor time of the server: ${alone.toFixed(2)} ms per second with nobody watching, ${watched.toFixed(2)} ms with ${browsers} browsers: ${((watched - alone) / browsers).toFixed(2)} ms per browser and tick`);
  await browser.close();
})().catch(problem => {
  console.error(problem);
  process.exit(1);
});
