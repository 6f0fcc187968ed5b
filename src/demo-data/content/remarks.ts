/** A remark on a building, what the one who introduced it answers, and what is said to that. */
export type Exchange = [first: string, answer: string, last: string];

/** `{thing}`, `{Thing}` and `{clue}` stand for the building's own words. */
export const EXCHANGES: Exchange[] = [
  [
    'Do you know how many people worked there, and what they did on the day after it stopped? I always wonder about the day after.',
    'I asked at home. About three hundred at the end, my mother says, and half of them came the next morning anyway, because they did not know what else to do at six.',
    'That belongs in the first paragraph of your essay. Half of them came anyway.',
  ],
  [
    'Who paid for {thing}? I cannot look at a building any more without wanting to see the list of subscribers.',
    'The bank of the next town, against the word of three families. I only know because the debt is still mentioned at weddings.',
    'A debt that is mentioned at weddings is a better source than a ledger, at least for what it felt like.',
  ],
  [
    'I have mixed feelings about what has become of it. Is that saving a building, or just keeping the skin?',
    'I used to say skin. Then I took my little cousin along and she asked what {clue} meant, so it still does something.',
    'Your cousin asked the question of this whole course, and she did not need a reading list.',
  ],
  [
    'How do you know? I don’t mean it unkindly, it is a wonderful story, but I would like to see what it rests on besides being told well.',
    'Fair. I have it from two people who do not like each other, and that is the best evidence I have.',
    'Two sources who dislike each other is a better method than most.',
  ],
  [
    'We have almost the same building two thousand kilometres away, only ours was a brewery. Could both have come out of one catalogue?',
    'Quite possible. There is a maker’s plate under the paint, and I will copy it down next time I go past.',
    'Then we should put the two plates side by side. I will look for ours at the weekend.',
  ],
  [
    'Who cleaned it? In the books there are owners, engineers and hands, but every place I have worked in was held together by whoever came at five in the morning.',
    'There is a photograph of everyone at the gate, and the person with the broom is in it, at the very edge. I had cropped it out for my notes. I have put it back.',
    'I find it hard to read this without thinking about my own job, to be honest. Thank you for putting it back.',
  ],
  [
    'Why there? There must be a reason that {thing} is not ten kilometres further on: coal, water, a cheap field, a cousin in the council.',
    'A cousin in the council. The minutes are online, and the vote was seven to six.',
    'Seven to six! I would give a lot to read what the six said.',
  ],
  [
    'Does anybody younger than us know what it was for? In my town the name has stayed and the meaning has gone.',
    'I asked five people at the bus stop. Two knew, one was nearly right, and two thought that it was the name of a person.',
    'Somebody should ask again in ten years, at the same bus stop.',
  ],
  [
    'Could {clue} be later than the rest? In our town almost everything that looks original turned out to be a repair.',
    'I went back and looked, and you are right, the mortar is another colour. It must be from after the war.',
    'Thank you for going back to look. Most people would have defended the first version.',
  ],
  [
    'This reminds me of what we read in week three about discipline and doors. Who could see whom in {thing}, and from where?',
    'The office had a window onto the floor, and the floor had none onto the office. I had never thought of that as a decision until now.',
    'And somebody will have known exactly which spot could not be seen. There always is one.',
  ],
  [
    'I would love to know whether women got the same pay for the same work there. It sounds to me like a place with two pay sheets.',
    'Two pay sheets, yes. Someone wrote a thesis about it: about two thirds, on the same machine, until 1968.',
    'So late. My aunt would have been on the second sheet.',
  ],
  [
    'What was there before? Land like that was never simply empty.',
    'Common grazing. I did not know that when I wrote the post, so thank you, it changes the story a bit.',
    'It changes who lost something on the day it opened. I would keep both versions.',
  ],
  [
    'If you could decide, what should it be? I would keep {clue} and let them change all the rest.',
    'I would leave it alone for ten more years and then ask again.',
    'Ten more years of rain is a decision too, though.',
  ],
  [
    'I checked an old map after reading this, and {thing} is already on it, without a name. So it may be older than people say.',
    'Oh, that is good. Is it the map with the toll roads in red? Then it has to be at least twenty years older.',
    'That is the one. The road next to it is thin, so it was built before anybody needed a good road to it.',
  ],
  [
    'I read this twice because of the last sentence. I have nothing clever to add, only that I went out and looked at my own street afterwards.',
    'That is kind. Most of it is my grandmother’s, I only wrote it down.',
    'Then your grandmother should be taking this course with us. Or teaching it.',
  ],
  [
    'What did it sound like? Somebody in town must remember the noise, and nobody ever writes it down.',
    'My neighbour did it for me at the kitchen table, with a spoon. I am not able to type it.',
    'Record it! I mean it. Nobody has ever regretted a recording.',
  ],
  [
    'Was it ever profitable? Something about {thing} makes me think that somebody wanted it more than they needed it.',
    'It never made money, apparently. It changed hands five times in thirty years, and each new owner wrote that the last one had been a fool.',
    'Five owners in thirty years is a story on its own. You could follow just the sales.',
  ],
  [
    'Is it protected? Ours was put on a list on a Friday and had no roof by Monday.',
    'It is on a list, but the list only covers the front. Everything I wrote about is at the back.',
    'Protecting only the front seems to be what everybody does. It would make a good comparison between our towns.',
  ],
  [
    'That is a very good clue. I would have walked straight past {clue}.',
    'So did I, for nineteen years. It took a visitor to ask.',
    'Maybe that is the method: walk round your own town with somebody who has never seen it.',
  ],
  [
    'Compare it with a cathedral: built by people who knew that they would not be there at the end. I doubt that anyone thought so about {thing}.',
    'There is a time capsule, so somebody did. It holds a price list and a letter to “the gentlemen of the year 2000”.',
    'I hope that the gentlemen wrote back.',
  ],
  [
    'My grandfather worked in a place very much like this and never talked about it, not once. I think I should have asked him about the building and not about himself.',
    'Mine talked about nothing else, and I stopped listening at some point. I am not sure which is worse.',
    'You remembered enough to write this, so you were listening a little.',
  ],
  [
    'I looked for who owned {thing} at first and could only find companies that owned companies. Did you have more luck?',
    'A little. The same surname signs for three of them, in three different towns.',
    'That is how it works in our archive too. Follow the signatures and ignore the names on the letterhead.',
  ],
  [
    'I like that nobody tidied it up. It would tell us much less if somebody had restored it.',
    'I like it too, but I don’t live next to it. A piece of it fell on a parked car in March.',
    'All right, a little tidying, then. Only the parts above cars.',
  ],
  [
    'Two people in this discussion have told nearly the same story about different towns. I wonder if it travels.',
    'It may well. I found mine in a newspaper from the thirties, where it is already called “the old story”.',
    'Already “the old story” in the thirties! That is a beautiful find.',
  ],
  [
    'Could you add a photograph of {clue}, or would that spoil it?',
    'I have one, but it was taken from the only angle where the place looks grand. I like it better in words.',
    'Then leave it. I have drawn it from your description, and I don’t want to be corrected.',
  ],
  [
    'I grew up near one of these and would add one thing: the temperature. Nobody who writes about such places ever seems to have been hot or cold.',
    'Cold, is what I was told. People brought a brick from the stove at home and stood on it.',
    'Stood on a brick from home. I will not forget that.',
  ],
  [
    'There should be a sign. Not a long one: just “look for {clue}” and an arrow.',
    'I proposed one, and the answer was a form with eleven pages. I have got as far as page two.',
    'Send it round. Between all of us we can do a page each.',
  ],
  [
    'I wonder how much of it was local. The walls surely were, but I would bet that {clue} came a long way.',
    'By ship and then by ox, according to the invoice. The ox cost more than the ship.',
    'The ox cost more than the ship: there is the whole lecture on transport, in one line.',
  ],
  [
    'What would we understand if we only had {thing} and not a single written word? I think we would get the work right and the people wrong.',
    'I think we would even get the work wrong. Nobody would guess what the upper floor was for.',
    'Now I want to guess. Please do not tell us until Friday.',
  ],
  [
    'For my essay I am collecting buildings that turn their back on the road. May I have yours?',
    'Please take it, and tell me if you find another.',
    'I have two by now: yours, and the rice mill that somebody posted.',
  ],
  [
    'How far did people walk to it? Ours had a whole neighbourhood that existed only because nobody could afford the tram.',
    'Forty minutes, and the shift was counted from the gate and not from the front door. That was the first strike.',
    'A strike about where a day begins. I have not seen that in any of the readings.',
  ],
  [
    'What do people who live close by want? I notice that we all write as if buildings belonged to whoever finds them interesting.',
    'The neighbours want parking. I am not joking, there was a survey.',
    'They have to live there, so perhaps we should begin with the parking.',
  ],
  [
    'Who gets the rent today? I suspect that the answer leads straight back to whoever built it.',
    'Partly. It is a foundation now, and the family has two seats of nine.',
    'Two of nine sounds modest until you ask who picks the other seven.',
  ],
  [
    'Did you measure it or guess? I paced ours out, and the plan in the archive was wrong by a third.',
    'Guessed, I admit. I am there on Saturday and will count properly.',
    'Take somebody with longer legs as a check. That is how I found my mistake.',
  ],
  [
    'Funny how it went. Ours went the other way round: it began as a place to live and ended as a factory.',
    'With people still in it? I have never heard of that direction.',
    'On the top floor, for two years, until the machines shook the plates off the shelf.',
  ],
  [
    'Is there anyone who hates it? Everything in this discussion is so fond. {Thing} must have spoiled somebody’s view, or somebody’s lungs.',
    'My aunt. She crosses the street. She says that people who find it beautiful never had to wash the curtains.',
    'Your aunt has just written the counter-argument of my essay. May I quote her?',
  ],
  [
    'What is the floor made of? It sounds like a silly question, but in three of the buildings here the floor has told us more than the front.',
    'Not silly: wooden blocks on end, soaked in tar, so that dropped tools would not break. You can still smell it in July.',
    'I am going to ask this under every post from now on.',
  ],
  [
    'I tried to find {thing} on an aerial photograph, and I think I did, by the shadow. Is it the long one next to the bend?',
    'Yes! The short one beside it is younger, and the light stripe between them used to be a canal.',
    'So that is the stripe. I had taken it for a scratch.',
  ],
  [
    'Which languages would one have heard there? Ours had bosses in one, foremen in another and songs in a third.',
    'Four, and a fifth for swearing, which all of them shared.',
    'Write the fifth one down before it is lost, even if you can’t hand it in.',
  ],
  [
    'I noticed that you never say who designed it. Is the name not known, or did nobody think that there was one to know?',
    'Nobody thought so. It was “drawn in the office”, which I now read as “by somebody young who was not allowed to sign”.',
    'That would be a good title, too. By Somebody Young Who Was Not Allowed to Sign.',
  ],
  [
    'What happened there in the years that you skip? You jump from the opening to the end as if the middle had been just work.',
    'You are right, and the middle is most of it. I jumped because nothing is written down between the two fires.',
    'Then “between the two fires” is your period. It even has dates.',
  ],
  [
    'Were there accidents? Nobody has mentioned one so far, in all these posts, and that cannot be right.',
    'Yes. There is a list in the parish hall, and it does not give causes, only dates. Most of the dates are Mondays.',
    'Mondays. I don’t know what to say about that, but it should go in.',
  ],
  [
    'How did people tell the time there? I have a theory that you can date a workplace by whether the clock faces the workers or the street.',
    'The street! And inside there was only a bell. I had not noticed that there was no clock.',
    'That supports my theory, which so far rests on four buildings and a railway.',
  ],
  [
    'You write about {thing} as if it were a person. I am not complaining, I only wonder whether you meant to.',
    'I did not, and now I see it in every line. I blame my father, who says good night to it.',
    'Keep it in. If the town speaks like that, it is evidence.',
  ],
  [
    'What did children do there? In our town they carried the lunches, and nobody counts that as work.',
    'Lunches here too, and a coin for each one. My father paid for his first bicycle with other people’s soup.',
    'Other people’s soup is the best unit of currency in this discussion.',
  ],
  [
    'Is there a song about it? There is always a song, and it is usually rude.',
    'There is, and it is. I can say that it rhymes the name of the foreman with something.',
    'Now we have to know the name of the foreman.',
  ],
  [
    'I would like to know where the waste went. Every one of these posts has a front, a back and a yard, and not one of them has a dump.',
    'Into the ravine behind the football ground. We all knew not to fetch the ball from there.',
    'A whole town of children knew, and I would bet it is on no plan. You should mark it on one.',
  ],
  [
    'Why has nobody pulled it down? I ask seriously. In my town the ones that survived were too strong, not too beautiful.',
    'Too strong. They tried in the eighties, and the machine broke.',
    'Then the sign should honour the machine as well.',
  ],
  [
    'Somebody must have opened {thing} with a speech. Have you looked for it? They always promise the same three things.',
    'Found it: prosperity, order, and an end to mud. The mud is in there twice.',
    'Which of the three did they get? I suspect the mud won.',
  ],
  [
    'I am curious about {clue}: at the height of a grown person, or of a child? It would change what I think of the place.',
    'I stood there today. At my elbow, and I am not tall. I had never asked myself why.',
    'An elbow of a short adult, or the shoulder of somebody who is ten.',
  ],
  [
    'Did the place have a nickname? The official names in this discussion all sound as if they had been chosen by one man with a moustache.',
    '“The Aunt.” As in, he has been at the Aunt’s for thirty years.',
    'The Aunt is perfect: she feeds you, and you can’t leave.',
  ],
  [
    'It would help me to know how big it is, in something I can picture. How many buses?',
    'Nine buses long and two high. I parked them in my head all the way round.',
    'Thank you. I am going to ask for buses in all the other threads.',
  ],
  [
    'I think that you are a little too kind to the owners here. Being read to can also be a way of being known: somebody will have written down which novels won.',
    'Possibly. The list of books has survived, and there is nothing on it about wages.',
    'There you are. I would put the list next to the photograph of the room and say nothing more.',
  ],
  [
    'Which part of it did people touch? Handles, rails and steps remember more than walls do.',
    'The rail by the stairs, on the left. It is thin in the middle, like a bar of soap.',
    'On the left going up or coming down? One is hope, and the other is tired legs.',
  ],
  [
    'What became of the machines? Ours were sold to a country that bought them by weight, and some are still running.',
    'Three went for scrap, one is on a roundabout with flowers in it, and one was stolen, which nobody can explain, because it weighs four tons.',
    'Please write the essay on the stolen one.',
  ],
  [
    'Do two generations of your family remember it differently? In mine the same gate is either very high or nothing special.',
    'My grandmother remembers the warmth, and my mother remembers the smell. I only remember the fence.',
    'Warmth, smell, fence: that is the outline of a very good essay.',
  ],
  [
    'How was it lit? I have started to look at windows first and at everything else second.',
    'Gas, then nothing during the war, then electric lamps that hang lower than the old hooks. You can see all three on the ceiling.',
    'A ceiling as a timeline. I would never have looked up.',
  ],
  [
    'It must have changed the sound of the street when it closed. People talk about the jobs, but I always imagine the first quiet Monday.',
    'My mother says that they heard the birds and did not like it.',
    'Heard the birds and did not like it. That is the whole of deindustrialisation.',
  ],
  [
    'Are you sure about the direction? If the river was where you say, then {thing} would have flooded every spring.',
    'It did flood every spring! The ground floor was built to be washed. I had left that out because to us it is normal.',
    'What is normal to the person who writes is exactly what the rest of us need to be told.',
  ],
  [
    'I am looking for buildings in which the workers had their own entrance. Is there one, and is it smaller?',
    'There is one, it is smaller, and it is the only one still in use, by cats.',
    'I will count it as in use.',
  ],
  [
    'What would the people who built {thing} find strangest about our talking about it here?',
    'That we do it for marks, I think.',
    'And that we do not ask what it cost. They would have asked that first.',
  ],
  [
    'Could somebody rebuild it from what you know? I tried that with ours as an exercise and found out that I had no idea where the stairs were.',
    'No, and I have been inside perhaps fifty times. I know the smell of the stairs and not where they begin.',
    'That is comforting. Let us both go and look for the stairs.',
  ],
  [
    'Has it been in a film? Ours played a prison three times, which says something.',
    'Once, as a hospital in another country. They painted one wall, and the paint is what the visitors photograph.',
    'So in a hundred years somebody will date the building by the film.',
  ],
  [
    'Who has the key? In every one of these stories there is one person with a key, and I would rather interview that person than read the file.',
    'The baker. Nobody remembers why. He opens it on request and tells you a different story each time.',
    'Write down three of the stories. What they share may be true.',
  ],
  [
    'A small question about words: what you call {thing} would be something else where I live. Is the name older than the use?',
    'Older, yes. It belonged to a farm that stood there, so for two hundred years nobody has meant what the word says.',
    'I will go through our street names tonight with that in mind.',
  ],
];

/** What the teacher says now and then. */
export const TEACHER_REMARKS: string[] = [
  'I am enjoying this. Before you write the essay, find one thing about {thing} that does not fit your story, and keep it in.',
  'Look at how much of this post depends on {clue}. What would you be able to say about the place without it?',
  'Please read this one beside the post about the grain elevator: they disagree about what a building is for, without knowing it.',
  'A good example of a source that nobody meant as one. How would you cite {clue} in a footnote?',
  'I would like the next reader to answer this one from the other side: what could {thing} not do, and who had to do that instead?',
  'You may well be the first person to write this down. Put the date on it.',
];
