/** Names for runs that have none: `<adjective>-<noun>-<0..999>`, at most 20 characters, as MLflow makes them. */
import { randomInt } from "node:crypto";

const adjectives =
  "able agile airy amber ample apt azure bald bold brave breezy brief bright brisk calm candid caring charmed chill civil classy clean clear clever cool cosy crisp curious dapper daring dashing deft delicate dreamy eager earnest easy elated elegant fair fancy fast festive fine firm fluent fond frank free fresh gentle gifted glad golden good grand great happy hardy honest humble ideal jolly jovial keen kind large learned lively loud loyal lucky lush mellow merry mild modest neat nimble noble nosy painted peaceful placid polite proud quick quiet rare ready regal rich robust rural salty secret selective serious shiny shy silent sincere skilled sleek smart smooth snug sober spicy spry stately steady suave sunny sweet swift tall tidy tranquil trusting upbeat useful valiant vast victorious vivid warm welcoming whimsical wide wise witty worthy young zealous".split(
    " ",
  );
const nouns =
  "ant ape asp auk bass bat bear bee bird boar bream bug calf carp cat chimp cod colt conch cow crab crane crow cub deer dog dolphin donkey dove duck eel elk fawn finch fish flea fly foal fowl fox frog gnat gnu goat goose grouse grub gull hare hawk hen hog horse hound jay kit kite koi lamb lark lion loon lynx mare midge mink mole moose moth mouse mule newt owl ox panda penguin perch pig pug quail ram rat ray robin roo rook seal shad shark sheep shoat shrew shrike shrimp skink skunk sloth slug smelt snail snake snipe sow sponge squid squirrel stag steed stoat stork swan tern toad trout turtle vole wasp whale wolf worm wren yak zebra".split(
    " ",
  );

const maxLength = 20;

/** `pick(n)` gives an integer of 0 … n − 1; tests hand in their own. */
export function randomRunName(pick: (below: number) => number = randomInt): string {
  for (let attempt = 0; attempt < 10; attempt++) {
    const name = candidate(pick);
    if (name.length <= maxLength) return name;
  }
  return candidate(pick).slice(0, maxLength);
}

function candidate(pick: (below: number) => number): string {
  return `${adjectives[pick(adjectives.length)]}-${nouns[pick(nouns.length)]}-${pick(1000)}`;
}
