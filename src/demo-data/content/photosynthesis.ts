import { type DiscussionContent, prose } from './shape.ts';

/** Only students who take both courses write here. */
export const photosynthesis: DiscussionContent = {
  key: 'photosynthesis',
  courseKey: 'biol101',
  title: 'Lab 3: Where does the mass of a tree come from?',
  promptText: prose`
    An oak weighs several tons. The acorn weighed a few grams. Before this week's lab, most people say that the difference
    came out of the soil.

    Explain to a younger brother or sister where the mass comes from, in your own words and without the equation. Then
    say which observation from the lab would convince somebody who does not believe you. Minimum 60 words.

    Afterwards answer two classmates: try to break their explanation, kindly.`,
  maximum: 20,
  postMinimumWords: 60,
  dueInDays: -1,
  threads: [
    {
      author: 5,
      daysAgo: 4.5,
      title: 'A tree is made of breath',
      text: prose`
        I told my actual little brother that a tree is made of breath. He laughed, so I had to do better.

        Think of air as a box of bricks. One kind of brick, carbon dioxide, is very rare, only about four in every ten
        thousand, but a leaf is a machine for picking out exactly that one. Light gives it the strength to pull the brick
        apart, and the carbon gets built into sugar, and the sugar into wood. Water from the roots goes in too. The soil gives
        a pinch of minerals, like salt in a cake.

        The observation I would show him is the pot from bench four. The seedlings gained eleven grams of dry mass in five
        weeks, and the dry soil had lost less than one.`,
      replies: [
        {
          author: 0,
          hoursLater: 6,
          text: prose`
            Trying to break it: how do you know that the missing gram of soil isn't just what stuck to the roots when we
            washed them? If it is, then the soil gave even less than you say. If some soil also fell in from
            the shelf above, it might have given more.`,
        },
        {
          author: 5,
          hoursLater: 9,
          replyTo: 0,
          text: prose`
            Fair. We dried the wash water and found 0.4 g, so that is part of it. I can't rule out the shelf. But for the
            soil to explain the growth, ten grams would have to have fallen in and been eaten, and someone would have noticed a
            spoonful of earth.`,
        },
        {
          author: 14,
          hoursLater: 22,
          text: prose`
            The bricks are nice, but a clever child will ask why the tree gets heavier if it also breathes out. Ours do
            respire at night. You need the word "more" somewhere: it takes in more than it gives back.`,
        },
        {
          author: 'teacher',
          hoursLater: 30,
          replyTo: 2,
          text: prose`
            Good catch. Can anyone find, in our own data, a pot that gave back more than it took? There is one.`,
        },
        {
          author: 18,
          hoursLater: 34,
          replyTo: 3,
          text: prose`
            The foil pot! It lost 0.6 g of dry mass in two weeks and was still alive. It was living on the seed. I had
            marked it as a failed measurement, and it is the best one we have.`,
        },
      ],
    },
    {
      author: 12,
      daysAgo: 3.4,
      title: 'Growing is burning played backwards',
      text: prose`
        My explanation starts with fire. When wood burns, almost all of it goes into the air and a handful of ash stays. If
        that is what the tree turns into, it is a good guess that it is also what the tree was made from: mostly something
        from the air, with a handful of something from the ground. Growing is burning played backwards, and the
        warmth of the fire is old sunlight.

        To convince a doubter I would weigh a log, burn it, and weigh the ash. Ours went from 312 g to 2.8 g.

        - Air and water: more than 99 per cent
        - Ground: the ash, less than one`,
      replies: [
        {
          author: 7,
          hoursLater: 5,
          text: prose`
            I love "burning played backwards". But part of what left your log was plain water that was never built into
            anything. Was it oven-dried first? If not, the numbers are right and the argument is a bit too generous.`,
        },
        {
          author: 12,
          hoursLater: 8,
          replyTo: 0,
          text: prose`
            It was air-dried for a year, so perhaps fifteen per cent water. Then about 265 g of wood left 2.8 g
            of ash, which is still about one in a hundred. I should have said "about one" and not "more than 99".`,
        },
        {
          author: 1,
          hoursLater: 19,
          text: prose`
            How would you answer somebody who says the fire adds the air itself, so that what goes up the chimney never was in
            the wood? They would not be stupid: burning really does take in oxygen. I think you need the
            sealed jar from the second session.`,
        },
      ],
    },
    {
      author: 9,
      daysAgo: 0.6,
      title: 'My aunt’s vine in a bottle',
      text: prose`
        Late, sorry, the bus and then the flu.

        I would use a houseplant that grows in water only. My aunt has a vine in a bottle that has not seen soil for six years
        and now goes round the whole kitchen window. She tops up the bottle from the tap. So either the vine is made of
        tap water, or it takes something else from the room. It can't be just water, because dried leaves are not
        nothing: they are crisp, they burn, and they weigh something.

        What is left in the room is air and light, and light has no weight to give. The lab observation for a doubter is
        the bubble count: move the lamp closer, and the plant works faster.`,
      replies: [
        {
          author: 16,
          hoursLater: 3,
          text: prose`
            This is the only explanation so far that needs no balance, which makes it good for the kitchen table. One
            hole: tap water has minerals in it. Six years of topping up is a lot of tap. I would
            calculate it before somebody else does.`,
        },
        {
          author: 9,
          hoursLater: 5,
          replyTo: 0,
          text: prose`
            Done, roughly: a glass a week for six years is about 75 litres, at maybe 0.3 g per litre, so 22 g if the vine kept
            every grain. And there is white crust all over the bottle, so it didn't. The vine must weigh a kilo by now.`,
        },
      ],
    },
  ],
};
