import { BadConfig, type Config, readConfig, withDemoEnvironment } from '../config.ts';
import { connect } from '../store/database.ts';
import { createStore } from '../store/index.ts';
import { fillPlatform } from './fillPlatform.ts';

/** Where everything is, as the demo that runs has it; stops with what is missing. */
function configOrExit(): Config & { practiceLmsUrl: string } {
  const env = withDemoEnvironment(process.env);
  const practiceLmsUrl = env.PRACTICE_LMS_URL;
  try {
    const config = readConfig(env);
    if (!practiceLmsUrl) throw new BadConfig(['PRACTICE_LMS_URL is missing']);
    return { ...config, practiceLmsUrl };
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const { mongodbUri, secret, practiceLmsUrl } = configOrExit();
const connection = await connect(mongodbUri);
const store = createStore(connection, secret);
const fillUnder = (rules: 'canvas' | 'moodle') => fillPlatform(store, practiceLmsUrl, rules, console.log);
const people = (await Promise.all([fillUnder('canvas'), fillUnder('moodle')])).flat();
await connection.close();
// The last line is for the script that runs this: whom to greet with.
console.log(JSON.stringify({ people }));
