"""Words → segment tree, offline, English and Chinese, by a grammar; a wrong but confident answer is the worst outcome.

    parse("bought beans in the last 90 days but not filters", view, state, glossary) -> Parsed | Question | Refused

The steps, one module each:

1. normalise      one form for width, case, hyphens, "n't"
2. lexer          the cheapest cover of the text with forms of the lexicons (lexicon.en.yaml, lexicon.zh.yaml: kind →
                  value → forms), names of the shop (shop_names), numbers (numerals) and dates; what nothing knows stays
   idioms         words that say one thing together: a voucher they have not used, 一单没买
3. rules          sequences of kinds become one token, the longest first, level by level: money and shares, dates
                  (calendar_words), lengths and spans of time (spans), counts and comparisons (quantities)
4. sharpening     a word beside a name decides its field: tagged, tier, 渠道, 导购
   elided         a unit that is left out ("in the last 30"), dates in brackets behind a named day
5. negations      "neither … nor", and 不要 behind what it leaves out
   clauses        heads (event, measure, stage, place …) with their modifiers become frames; a piece without a head goes
                  on with the frame before it; merging joins frames that are one condition
   sequences      refuses one event after another, and a rank within a group
6. sharing        a span of time or a product that a frame takes over from the one before
7. conditions     one frame → one node (events, measures, people; objects links names, money converts)
8. coordination   and, or, but, except → one tree
9. choices        wherever words have several meanings the builder picks one, and is run again for the others

    sentence   = piece { connector piece } ;            connector = "," | and | or | but | except
    piece      = { modifier } head { modifier } | { modifier } ;
    modifier   = negation | span | comparison | object | channel | device ;
    span       = last length | length 内 | since date | between date and date | length ago | this unit | … ;
    comparison = operator quantity | quantity "or more" | between quantity and quantity ;
    quantity   = number [ currency | "%" | times | orders | pieces | stars | unit of time ] ;

Every token must be read by some builder: what is left is named in a refusal, never dropped. Readings that choose the
same customers are one; others become one question with a count each, and the answer goes to the glossary. A known word
that says too little (meanings.yaml: VIP, inactive, 大客户) is asked too. What a shop may not ask is refused.
"""

from shop.segments.parsing.outcome import Meaning, Outcome, Parsed, Question, Reading, Refused
from shop.segments.parsing.parser import parse

__all__ = ["Meaning", "Outcome", "Parsed", "Question", "Reading", "Refused", "parse"]
