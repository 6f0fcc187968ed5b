import { type DiscussionContent, prose } from './shape.ts';

/** Invented throughout, the sources in the packet included. */
export const canals: DiscussionContent = {
  key: 'canals',
  courseKey: 'hist210',
  title: 'Week 6: Who paid for the canals?',
  promptText: prose`
    This week's packet has four short sources about one small canal, the Calder Side Cut: its list of subscribers,
    a page of its toll book, a petition from the people of Stell Bridge, and the engineer's letter about the flood.

    Somebody paid for this canal. Decide who, and argue it from at least one of the sources. "Paid" may mean money,
    land, work, time or health, but say which you mean.

    - Post your own reading first, before you look at too many others.
    - Then answer two classmates. Add a source they left out, question a step, or show where their reading leads.

    Quote exactly and keep it short. I would rather read one line looked at closely than a page looked at politely.`,
  maximum: 10,
  dueInDays: 3,
  threads: [
    {
      author: 1,
      daysAgo: 5.2,
      title: 'A shilling for the grey horse',
      text: prose`
        I opened the packet expecting villains with shares and closed it thinking about a clerk with wet cuffs. Every
        account I have read of a canal starts with the men who subscribed. The toll book starts at the water, and when
        I laid the two side by side the dates did not fit the story: boats on the Side Cut had nearly doubled
        before the price of a share moved at all.

        The entry I cannot get past is from the second winter, in a smaller hand than the rest.

        > Jno. Pell, two boats lime, the grey horse lame at Third Lock and four hours lost. Toll in full. One shilling
        > given back, and entered so that it may be seen.

        A shilling is a lot to hand to a boatman who has just held up your canal for four hours. My reading is that
        the company paid, in the plainest sense, for the good will of the people who used it. It was young, there was a
        turnpike a mile away, and a man with two boats could still choose the road. So the answer to the question is
        a little dull: in the first years the shareholders paid, by taking less than they were owed.

        What bothers me is the end of the line. If the refund was a kindness, why does it have to be "entered so
        that it may be seen"? Seen by whom? I would like to know who read this book, and how often.`,
      replies: [
        {
          author: 2,
          hoursLater: 3,
          text: prose`
            I don't think it is kindness, or even good will. A lame horse at a lock stops every boat behind it. If Pell
            knows he will lose the whole toll he has every reason to whip the animal through and make it worse. The
            shilling buys a quick confession. It is the cheapest lock repair the company ever paid for.`,
        },
        {
          author: 6,
          hoursLater: 9,
          text: prose`
            Perhaps the committee read it. The subscribers' list says accounts lie open to any holder of two shares
            "on the first Monday". So the clerk is writing for people who will never see Third Lock and who might
            ask where a shilling went. That would explain the careful little hand as well: it is the one line on
            the page that he expects to have to defend.`,
        },
        {
          author: 1,
          hoursLater: 26,
          text: prose`
            I went back to the page with both of these in mind and I think my post gets it the wrong way round. I wrote
            that the company paid because a shilling left its drawer. But look at what comes first in the entry: four
            hours lost, then "toll in full". Pell has already paid with the afternoon. The shilling only settles how much of
            the delay is his and how much is theirs.

            So I take back "the shareholders paid". A better question for the whole book is who carries the cost of
            waiting, and the answer on almost every other line is: whoever is standing there with a boat.`,
        },
        {
          author: 10,
          hoursLater: 30,
          replyTo: 2,
          text: prose`
            This is much stronger than the first version, and you can test it. If waiting is the real price, the frost
            weeks should be full of refunds, since nobody moves at all. I counted them: eleven entries between
            Christmas and February, hours lost in nine, and not one penny given back. When the delay is nobody's fault, it stays
            with the boatman.`,
        },
        {
          author: 18,
          hoursLater: 47,
          text: prose`
            One small thing in favour of your original reading. The turnpike is mentioned in the engineer's letter too,
            where he worries about "the carts taking back our lime". So the competition was real, at least for one winter. I
            would say both are true: boatmen paid in hours, and the company paid just enough to keep them paying.`,
        },
      ],
    },
    {
      author: 0,
      daysAgo: 4.8,
      title: 'Forty-one names and not one duke',
      text: prose`
        Forty-one names on the subscribers' list, and I sorted them by what they said they were: nine "gentlemen", six
        clergy, four widows, and then twenty-two people with a trade. Maltster, dyer, two ironmongers, a surgeon. I had
        pictured a duke. There is no duke.

        The widows interest me most. Together they hold more shares than the ironmongers, and each of them has
        exactly the number that an annuity of twenty pounds a year would need at the promised dividend. I don't think
        these are bets on the future of industry. I think they are pensions. And the dividend was not paid for the
        first six years.

        So my answer: it was paid for by people who could not afford to wait for it, with money that had
        been meant for coal and rent. Nobody forced them, but somebody told them it was safe.`,
      replies: [
        {
          author: 3,
          hoursLater: 5,
          text: prose`
            The annuity sum is a lovely catch. Could you show the arithmetic? I get twenty pounds for three of the four widows,
            but Mrs Ashby's shares come to twenty-six, and she signs for "self and daughter".`,
        },
        {
          author: 0,
          hoursLater: 7,
          replyTo: 0,
          text: prose`
            You are right, I rounded her away. Five per cent on each hundred-pound share: three widows hold four
            shares each, which makes twenty, and Mrs Ashby holds five and "one third of a share with Miss Ashby".
            I had read the fraction as a smudge. I think she makes the case better than the other three: nobody
            gambles with a third of a share.`,
        },
        {
          author: 12,
          hoursLater: 20,
          text: prose`
            Who told them it was safe? Four of the six clergy on the list live in the same parishes as the widows. I can't
            prove that the vicar talked about the canal after church, but it would be strange if he never did.`,
        },
        {
          author: 'teacher',
          hoursLater: 28,
          replyTo: 2,
          text: prose`
            Sorting the list by occupation is what a historian of finance would have done first, and it paid off. Now be
            careful with the step from "lives in the same parish" to "advised". What kind of source would
            let you take that step, and would you expect it to survive?`,
        },
        {
          author: 12,
          hoursLater: 33,
          replyTo: 3,
          text: prose`
            A letter, I suppose, or a will that complains. Letters of widows in small towns mostly don't survive unless
            a lawyer kept them. But a lawsuit might: if the dividend failed for six years somebody may have sued, and then
            the advice would be in the deposition. I would look in the county court records first.`,
        },
      ],
    },
    {
      author: 8,
      daysAgo: 4.1,
      title: 'The ford, the washing place, the well',
      text: prose`
        I want to argue for the people of Stell Bridge, because they are the only ones in the packet who use the word
        "paid" about themselves.

        > We have paid for this Cut with our ford, our washing place and the sweetness of our well, and were not asked
        > the price.

        It is a very good sentence, almost too good, and I suspect a schoolmaster. But the three losses are concrete. The
        ford is on the old map, and the new bridge is half a mile off with a gate. The washing place was where the basin is
        now. The well I can't check.

        Compensation went to landowners by the acre. Nobody owned a ford, so nobody was compensated for it.
        Everything that belonged to all of them counted as belonging to none of them. If a price is never asked, it still
        gets paid, just by people who do not appear in the accounts.`,
      replies: [
        {
          author: 5,
          hoursLater: 4,
          text: prose`
            "Belonged to all of them counted as belonging to none" is the best line in this discussion so far. It also works for
            the river water itself. The act lets the company take "such waters as are not in use", and the petition
            is really saying: we were using it, just not for money.`,
        },
        {
          author: 22,
          hoursLater: 11,
          text: prose`
            Devil's advocate. The petition has sixty signatures and thirty of them are marks in what looks like the same ink
            and the same hand. Isn't it possible that one angry miller, whose wheel lost its head of water, got up the whole
            thing? The well is sweet or not sweet according to who is asking.`,
        },
        {
          author: 8,
          hoursLater: 16,
          replyTo: 1,
          text: prose`
            Possible, and there is a miller: name number two. But people who could not write would always ask somebody to make the
            mark beside their name. Same hand does not mean same mind. And a miller writing for himself would have
            started with the wheel. It isn't mentioned until the last paragraph.`,
        },
        {
          author: 4,
          hoursLater: 29,
          text: prose`
            In Arabic the word for canal, قناة, is also the old word for the underground channels that bring water
            to a village, and those had shares too, measured in hours of flow. Everyone knew whose hour it was. I
            read the petition as a complaint about that: the Cut has shares, but not one of them is a share of water.`,
        },
        {
          author: 20,
          hoursLater: 41,
          replyTo: 3,
          text: prose`
            I never thought of a share as a share of anything except profit. It makes the two lists in the packet mirror
            each other: forty-one people with shares and no need of the water, sixty with a need of the water and no shares.`,
        },
      ],
    },
    {
      author: 15,
      daysAgo: 3.3,
      title: 'A guinea for a kitchen floor',
      text: prose`
        The engineer's letter is supposed to be about a flood. I read it as a pay sheet with weather in it.

        He reports that the bank slipped on a Tuesday night and was closed again by Friday, and thanks Providence. Then he
        asks for money: beer for forty men, eight spades, "and a guinea to the woman at the lock house for the
        use of her floor". So forty men worked three days in water, and some of them were carried into her kitchen. He
        does not say how many got up again.

        There is no column for that. The accounts can show beer and spades because those can be bought. My answer is
        that the diggers paid, and that we know it only because someone wanted a guinea for a floor.`,
      replies: [
        {
          author: 17,
          hoursLater: 6,
          text: prose`
            The guinea is a huge sum next to the shilling for the lame horse. Twenty-one times as much. Whatever happened on that
            floor, it was not three wet men warming up for an evening.`,
        },
        {
          author: 13,
          hoursLater: 10,
          text: prose`
            I agree about the silence, but I'm not sure about "no column". Some companies kept a sick fund with a
            penny a week stopped from wages. If the Side Cut had one, the diggers paid twice: once with their health and once
            in advance. Is there anything in the toll book about stoppages?`,
        },
        {
          author: 15,
          hoursLater: 13,
          replyTo: 1,
          text: prose`
            Not in our page, and it would not be, because the diggers worked for a contractor and not for the company.
            He is named once, in the letter, as "Harrow's men". I think that is part of the answer. You can only be left out of the
            books so neatly if you are in somebody else's.`,
        },
        {
          author: 7,
          hoursLater: 24,
          replyTo: 0,
          text: prose`
            Or it was three weeks and not one evening. The letter is dated nineteen days after the flood. I would not
            build on it, but a guinea for nineteen days of nursing is about what a servant earned.`,
        },
        {
          author: 8,
          hoursLater: 30,
          text: prose`
            Your forty men are not in my petition either, I looked. Sixty names from Stell Bridge, and not a word about
            diggers, although they dug through the washing place. I had thought of the village as the people who were
            left out. Now I think it also left somebody out.`,
        },
      ],
    },
    {
      author: 19,
      daysAgo: 2.2,
      title: 'What if nobody paid?',
      text: prose`
        Everyone here has found a loser. Let me try the opposite: maybe nobody paid, in the sense that by year ten everyone
        was better off.

        Lime at Stell Bridge fell from nine shillings to four. Lime goes on fields. If the fields gave more, then the widows
        ate cheaper bread while they waited for the dividend, the boatmen had return loads, and even the people who lost the
        ford were buying from a market they could not have reached through it. A cost that comes back to
        you is an investment, not a price.

        I don't fully believe this. But I would like somebody to show me which source stops me from saying it.`,
      replies: [
        {
          author: 9,
          hoursLater: 4,
          text: prose`
            The dates stop you. The dividend starts in year seven and the price of lime falls in year nine. Two of
            the four widows are struck from the list in year five, "deceased". By year ten everyone was better off who was
            still there.`,
        },
        {
          author: 14,
          hoursLater: 8,
          text: prose`
            Also: better off on average is not the same as each. The ford people may have bought cheaper lime, but most
            of them had no field to put it on. They are listed as weavers.`,
        },
        {
          author: 19,
          hoursLater: 12,
          replyTo: 0,
          text: prose`
            That is a very bleak last sentence, and I think it beats my post. I was adding up across people as if they were
            one person with a long life.`,
        },
        {
          author: 21,
          hoursLater: 21,
          replyTo: 1,
          text: prose`
            Weavers do gain from cheap coal, though, and coal came by the same boats. I would look for the coal tolls before
            giving up on this reading completely.`,
        },
        {
          author: 'teacher',
          hoursLater: 27,
          text: prose`
            Thank you for arguing a side you do not hold; the thread is better for it. A question for everyone who
            writes about gains and losses this week: over how many years are you counting, and who chose that number?`,
        },
        {
          author: 0,
          hoursLater: 28,
          text: prose`
            Ten years is longer than two of my widows had. I went back to the list, and Mrs Ashby is one of them: in
            year five her shares stand under Miss Ashby alone. So the daughter may have eaten the cheap bread, and the
            mother certainly did not. Your sum works for a family and not for a person.`,
        },
      ],
    },
    {
      author: 11,
      daysAgo: 0.9,
      title: 'The horses did',
      text: prose`
        A short one, since so much has been said. I think the horses paid.

        It is only half a joke. The toll book counts boats, tons, hours and shillings, and the single living creature that it
        ever describes is "the grey horse". Nobody in the subscribers' list is described at all. If we ask whose body
        shows up in the records, it is hers.`,
      replies: [
        {
          author: 16,
          hoursLater: 2,
          text: prose`
            Not a joke at all. A horse was the most expensive thing most boatmen owned. When the grey goes lame Pell does not
            lose an afternoon, he may lose the boat.`,
        },
        {
          author: 1,
          hoursLater: 6,
          replyTo: 0,
          text: 'And then the shilling looks small again. I keep changing my mind about that shilling.',
        },
      ],
    },
  ],
  grading: {
    daysAgo: 1,
    grades: [
      {
        student: 0,
        points: 10,
        comment:
          'You let a classmate correct you and the argument came out better for it. Next time put the arithmetic into the post itself.',
      },
      {
        student: 1,
        points: 6,
        comment:
          'A post that takes itself back in public is worth more than one that was right by luck. Your two answers to classmates are still to come.',
      },
      {
        student: 8,
        points: 10,
        comment: 'The best quotation of the week, and you doubted it as well as used it.',
      },
      {
        student: 15,
        points: 9,
        comment:
          'One point more than the count gives: nobody else saw that “Harrow’s men” are in another book.',
      },
      { student: 19, points: 8, comment: '' },
    ],
  },
};
