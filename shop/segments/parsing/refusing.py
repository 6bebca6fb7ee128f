"""Why some words are never turned into a segment."""

from __future__ import annotations

from shop.segments.parsing.meanings import meanings
from shop.segments.parsing.outcome import Refusal


def refusal_of(topic: str, text: str) -> Refusal:
    """Return the refusal of a topic of the lexicon."""
    special = meanings()["refused"].get(topic)
    if special is not None:
        return Refusal(
            f"{text!r} asks for {special['en']}: people are never chosen by that. "
            "Use what they did or said in the shop.",
            f"{text} 涉及{special['zh']}：不按此圈选客户。请使用他们在店铺中的行为或明确填写的信息。",
            (text,),
        )
    english, chinese = _OTHER[topic]
    return Refusal(f"{text!r}: {english}", f"{text}：{chinese}", (text,))


_OTHER = {
    "presale": (
        "this shop has no such data: deposits and balances of presales are delivered by no source.",
        "本店没有这项数据：没有任何来源提供预售的定金与尾款状态。",
    ),
    "order_channel": (
        "this shop has no such data: no source says where an order was placed (shop, app, website). "
        "How the customer was won is known: came from …",
        "本店没有这项数据：没有任何来源提供下单渠道（门店、App、网站）。可以用获客来源：来自…",
    ),
    "machine": (
        "this shop has no such data: no source says whether a person or a machine opened a message.",
        "本店没有这项数据：没有任何来源区分消息由本人还是由机器打开。",
    ),
    "lacking": ("the shop's data does not say that.", "店铺数据里没有这项信息。"),
    "predict": (
        "what people will do is not known. Ask for what they did, or for lapsing customers.",
        "将来的行为无从得知。请用已发生的行为，或「流失预警」。",
    ),
    "others": ("only this shop's own data is here.", "这里只有本店的数据。"),
    "personal": ("a segment chooses people, it does not show their personal data.", "分群只圈选客户，不展示个人信息。"),
    "instructions": ("a segment is described in words, not by commands.", "分群用文字描述，不接受指令。"),
}
