# ruff: noqa: E501 (texts of messages stay on one line)
"""Hand-made messages of three invented shops, as the rooms above would hand them to rendering."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from shop.evidence import Evidence, Value
from shop.types import (
    Check,
    Draft,
    FilledCopy,
    Finding,
    Message,
    ProductBlock,
    Sender,
    ShopInfo,
    Verdict,
    WhyNow,
)

AS_OF = datetime(2026, 11, 20, 23, 59, 59, tzinfo=timezone(timedelta(hours=8)))

COFFEE = ShopInfo(
    id="northbell",
    name="Northbell Coffee",
    zone="Europe/London",
    currency="GBP",
    url="https://northbell.example",
    sender=Sender(
        name="Northbell Coffee",
        email="hello@northbell.example",
        postal_address="Unit 4, Tannery Yard, Leeds LS2 7QA, United Kingdom",
        sms_sign="Northbell",
    ),
    sample=True,
)
SHOES = ShopInfo(
    id="fellside",
    name="Fellside Running",
    zone="America/Denver",
    currency="USD",
    url="https://fellside.example",
    sender=Sender(
        name="Fellside Running",
        email="mail@fellside.example",
        postal_address="1180 Larimer Street, Denver, CO 80204, USA",
        sms_sign="Fellside",
    ),
    sample=True,
)
BAGS = ShopInfo(
    id="shanmu",
    name="山木 Shanmu",
    zone="Asia/Shanghai",
    currency="CNY",
    url="https://shanmu.example",
    languages=("zh",),
    sender=Sender(
        name="山木手袋",
        email="hi@shanmu.example",
        postal_address="上海市静安区胶州路 273 弄 8 号 3 楼",
        sms_sign="山木",
    ),
    sample=True,
)
SHOPS = {shop.id: shop for shop in (COFFEE, SHOES, BAGS)}
SENDERS = {shop.id: shop.sender for shop in SHOPS.values()}

_PICTURES = {
    "northbell": {"halden.jpg": ("#d9c5ae", "#5b3a26"), "mora.jpg": ("#cfd8c8", "#3e5a44")},
    "fellside": {"ridge.jpg": ("#d5dbe3", "#c4532f"), "tarn.jpg": ("#e6ddd2", "#2b4a6f")},
    "shanmu": {"tote.jpg": ("#e7ded2", "#8a5a3a"), "scarf.jpg": ("#dfe3e6", "#6d3145")},
}


def draw_media(folder: Path) -> dict[str, Path]:
    """Draw one quiet picture for each product below `folder`; return the media folder of each shop."""
    from PIL import Image, ImageDraw, ImageFilter

    for shop, pictures in _PICTURES.items():
        (folder / shop).mkdir(parents=True, exist_ok=True)
        for name, (ground, thing) in pictures.items():
            image = Image.new("RGB", (1040, 640), ground)
            draw = ImageDraw.Draw(image)
            draw.rectangle((0, 470, 1040, 640), fill="#ffffff")
            image = image.filter(ImageFilter.GaussianBlur(40))
            draw = ImageDraw.Draw(image)
            draw.ellipse((330, 500, 730, 560), fill="#a59b90")
            draw.rounded_rectangle((380, 130, 660, 540), radius=46, fill=thing)
            draw.rounded_rectangle((430, 250, 610, 390), radius=12, fill=ground)
            image.save(folder / shop / name, quality=82)
    return {shop: folder / shop for shop in _PICTURES}


def proof(id_: str, kind: str, source: str, /, **fields: dict[str, Any]) -> Evidence:
    return Evidence.model_validate({"id": id_, "kind": kind, "fields": fields, "source": source, "as_of": AS_OF})


def text(value: str) -> dict[str, Any]:
    return {"text": value}


def price(amount: str, currency: str) -> dict[str, Any]:
    return {"money": amount, "currency": currency}


def shop_proof(shop: ShopInfo, customer: str) -> Evidence:
    return proof(
        "S",
        "shop",
        "shop.json",
        name=text(shop.name),
        link={"url": f"{shop.url}/go/7Kq2"},
        unsubscribe={"url": f"{shop.url}/u/{customer}-8f3a61"},
        address=text(shop.sender.postal_address),
    )


CHECKS = tuple(
    Check(rule=rule, passed=True, note=note)
    for rule, note in (
        ("facts.price", "1 price stated, equal to P1.price"),
        ("facts.date", "1 date stated, equal to W1.on"),
        ("facts.product", "every product named is in the evidence"),
        ("facts.stock", "in stock: P1.in_stock"),
        ("facts.offer", "no offer stated, none given"),
        ("facts.quote", "no review quoted"),
        ("person.name", "the greeting is the customer's own first name"),
        ("person.others", "nobody else's data"),
        ("slots.filled", "no slot left open"),
        ("slots.fallback", "fallbacks are neutral"),
        ("claims.absolute", ""),
        ("claims.free", ""),
        ("claims.urgency", ""),
        ("claims.special_category", ""),
        ("form.subject", "not deceptive, within 60 characters"),
        ("form.links", "1 link, host allowed"),
        ("form.language", "a language the checks read"),
    )
)


def message(
    number: int,
    shop: ShopInfo,
    channel: str,
    language: str,
    reason: str,
    why: str,
    draft: Draft,
    copy: dict[str, Any],
    evidence: tuple[Evidence, ...],
    *,
    goal: str,
    segment: str,
    locale: str,
    jurisdiction: str,
    engine: str = "offline",
    fallback: str = "",
    verdict: Verdict | None = None,
) -> Message:
    """Build one message; `copy` holds the parts of the filled copy and the blocks."""
    return Message(
        id=f"{shop.id}-{number:04d}",
        campaign_id=f"{shop.id}-november",
        shop_id=shop.id,
        customer_id=f"cus_{number * 7919 % 100000:05d}",
        channel=channel,
        language=language,
        locale=locale,
        jurisdiction=jurisdiction,
        goal=goal,
        segment=segment,
        engine=engine,
        writer="offline-phrases@2026.11.1" if engine == "offline" else "write_message@1-4be2a0",
        fallback=fallback,
        why_now=WhyNow(kind=reason, text=why, evidence=("W1", "P1")),
        draft=draft,
        copy=FilledCopy(**copy),
        evidence=(*evidence, shop_proof(shop, str(number))),
        verdict=verdict or Verdict(outcome="allow", checks=CHECKS),
        as_of=AS_OF.isoformat(),
        sample=shop.sample,
    )


def _block(id_: str, name: str, cost: str, picture: str, alt: str, link: str) -> ProductBlock:
    return ProductBlock(evidence_id=id_, name=name, price=cost, picture=f"media:{picture}", alt=alt, link=link)


def refill(number: int = 1) -> Message:
    """An e-mail in English: a refill is due, one product, no offer."""
    evidence = (
        proof(
            "W1",
            "reason",
            "orders: 4 orders of P1",
            kind=text("replenishment_due"),
            last_bought={"date": "2026-10-19"},
            rhythm_days={"days": 31},
            due_on={"date": "2026-11-19"},
        ),
        proof(
            "P1",
            "product",
            "products.csv:17",
            name=text("Halden House Roast, 1 kg"),
            short_name=text("Halden"),
            price=price("21.50", "GBP"),
            roast=text("medium"),
            in_stock={"bool": True},
            stock={"number": "212"},
            url={"url": "https://northbell.example/p/halden"},
        ),
        proof("C", "customer", "customers.csv:204", first_name=text("Maya"), last_bought={"date": "2026-10-19"}),
        proof(
            "R1",
            "review",
            "reviews.csv:88",
            quote=text("the bag I stop noticing because it never lets me down"),
            author=text("Tom B."),
            rating={"number": "5"},
        ),
    )
    draft = Draft(
        subject="The [[P1.short_name]] tin is probably getting light",
        preheader="Ordered [[W1.last_bought]]; here is the same roast, no code needed.",
        greeting="Hi [[C.first_name|there]],",
        body=(
            "You bought [[P1.name]] on [[W1.last_bought]], and your orders tend to be about [[W1.rhythm_days]] apart. "
            "We did the sums.",
            "The same [[P1.roast]] roast is [[P1.price]] and in stock. [[R1.author]] calls it “[[R1.quote]]”.",
        ),
        cta="Send me another [[P1.short_name]]",
        signoff="Ines, at the roastery\nNorthbell Coffee",
        arc="sums",
    )
    copy: dict[str, Any] = {
        "subject": "The Halden tin is probably getting light",
        "preheader": "Ordered 19 October 2026; here is the same roast, no code needed.",
        "greeting": "Hi Maya,",
        "body": (
            "You bought Halden House Roast, 1 kg on 19 October 2026, and your orders tend to be about 31 days apart. "
            "We did the sums.",
            "The same medium roast is £21.50 and in stock. Tom B. calls it “the bag I stop noticing because it "
            "never lets me down”.",
        ),
        "cta": "Send me another Halden",
        "link": "https://northbell.example/go/7Kq2",
        "signoff": "Ines, at the roastery\nNorthbell Coffee",
        "blocks": (
            _block(
                "P1",
                "Halden House Roast, 1 kg",
                "£21.50",
                "halden.jpg",
                "A brown paper bag of coffee beans",
                "https://northbell.example/p/halden",
            ),
        ),
        "text": "Hi Maya,\n…",
    }
    return message(
        number,
        COFFEE,
        "email",
        "en",
        "replenishment_due",
        "Maya buys Halden about every 31 days. The last bag was on 19 October, so it runs out about now.",
        draft,
        copy,
        evidence,
        goal="Sell the next bag before the tin is empty",
        segment="Regulars due for a refill",
        locale="en_GB",
        jurisdiction="UK",
    )


def offer(number: int = 2) -> Message:
    """An e-mail in English with an offer and two products, written by a model."""
    evidence = (
        proof("W1", "reason", "events: cart 2026-11-17", kind=text("cart_left"), on={"date": "2026-11-17"}),
        proof(
            "P1",
            "product",
            "products.csv:4",
            name=text("Ridge 3 Trail Shoe"),
            short_name=text("Ridge 3"),
            price=price("139.00", "USD"),
            weight={"number": "268", "unit": "g"},
            in_stock={"bool": True},
        ),
        proof("P2", "product", "products.csv:9", name=text("Tarn Merino Sock"), price=price("18.00", "USD")),
        proof(
            "O1",
            "offer",
            "promotions.json: TRAIL15",
            name=text("Trail week"),
            reduction={"percent": "15"},
            threshold=price("120.00", "USD"),
            code={"code": "TRAIL15"},
            ends={"datetime": "2026-11-30T23:59:00-07:00"},
            exclusions=text("Gift cards and clearance are excluded"),
        ),
        proof("Q1", "basket", "pricing of P1 with O1", total=price("118.15", "USD"), saving=price("20.85", "USD")),
        proof("K1", "policy", "policies/returns.md", title=text("Returns"), return_days={"days": 45}),
        proof("C", "customer", "customers.csv:31", first_name=text("Dana")),
    )
    draft = Draft(
        subject="[[O1.reduction]] off, if you still want the [[P1.short_name]]",
        preheader="Still [[P1.price]]. With the code it comes to [[Q1.total]].",
        greeting="Hi [[C.first_name|there]],",
        body=(
            "You put the [[P1.name]] into your cart on [[W1.on]]. One thing is different: until [[O1.ends]], [[O1.code]] "
            "takes [[O1.reduction]] off orders from [[O1.threshold]].",
            "With just this pair you would pay [[Q1.total]] before shipping. [[O1.exclusions]].",
            "They are [[P1.weight]] a shoe. Wrong size? You have [[K1.return_days]] to send them back.",
        ),
        cta="Finish with the [[P1.short_name]]",
        signoff="The Fellside crew",
    )
    copy: dict[str, Any] = {
        "subject": "15% off, if you still want the Ridge 3",
        "preheader": "Still $139.00. With the code it comes to $118.15.",
        "greeting": "Hi Dana,",
        "body": (
            "You put the Ridge 3 Trail Shoe into your cart on November 17, 2026. One thing is different: until November "
            "30, 2026, TRAIL15 takes 15% off orders from $120.00.",
            "With just this pair you would pay $118.15 before shipping. Gift cards and clearance are excluded.",
            "They are 268 g a shoe. Wrong size? You have 45 days to send them back.",
        ),
        "cta": "Finish with the Ridge 3",
        "link": "https://fellside.example/go/7Kq2",
        "signoff": "The Fellside crew",
        "blocks": (
            _block(
                "P1", "Ridge 3 Trail Shoe", "$139.00", "ridge.jpg", "Ridge 3 in rust", "https://fellside.example/p/4"
            ),
            _block("P2", "Tarn Merino Sock", "$18.00", "tarn.jpg", "Tarn sock in navy", "https://fellside.example/p/9"),
        ),
        "text": "Hi Dana,\n…",
    }
    return message(
        number,
        SHOES,
        "email",
        "en",
        "cart_left",
        "Dana left the Ridge 3 in the cart three days ago, and an offer that did not exist then now covers it.",
        draft,
        copy,
        evidence,
        goal="Win back the cart",
        segment="Carts left 2 to 7 days ago",
        locale="en_US",
        jurisdiction="US",
        engine="openai:Qwen3.5-9B",
    )


def mainland_email(number: int = 3) -> Message:
    """An e-mail for the Chinese mainland: the subject begins with 广告, written by a model, so labelled."""
    evidence = (
        proof(
            "W1",
            "reason",
            "events: wishlist 2026-09-12; price_history.csv:40",
            kind=text("price_fell"),
            wishlisted_on={"date": "2026-09-12"},
            price_then=price("1299.00", "CNY"),
            price_now=price("1099.00", "CNY"),
            diff=price("200.00", "CNY"),
        ),
        proof(
            "P1",
            "product",
            "products.csv:22",
            name=text("远山托特包"),
            short_name=text("远山托特"),
            price=price("1099.00", "CNY"),
            inner_height={"number": "31", "unit": "cm"},
            in_stock={"bool": True},
        ),
        proof("C", "customer", "customers.csv:77", nick=text("小满")),
    )
    draft = Draft(
        subject="广告:您收藏的[[P1.short_name]]降了[[W1.diff]]",
        preheader="收藏时[[W1.price_then]],今天[[P1.price]]。没有券,也不用凑单。",
        greeting="[[C.nick|您好]]:",
        body=(
            "[[W1.wishlisted_on]]您收藏它的时候标价[[W1.price_then]],今天[[P1.price]]。",
            "[[P1.name]]内高[[P1.inner_height]],十四寸的电脑能不能竖着放,量一下就知道。有货,不着急。",
        ),
        cta="看看这一只",
        signoff="山木 · 阿苏",
    )
    copy: dict[str, Any] = {
        "subject": "广告:您收藏的远山托特降了¥200.00",
        "preheader": "收藏时¥1,299.00,今天¥1,099.00。没有券,也不用凑单。",
        "greeting": "小满:",
        "body": (
            "2026年9月12日您收藏它的时候标价¥1,299.00,今天¥1,099.00。",
            "远山托特包内高31厘米,十四寸的电脑能不能竖着放,量一下就知道。有货,不着急。",
        ),
        "cta": "看看这一只",
        "link": "https://shanmu.example/go/7Kq2",
        "signoff": "山木 · 阿苏",
        "blocks": (_block("P1", "远山托特包", "¥1,099.00", "tote.jpg", "棕色托特包", "https://shanmu.example/p/22"),),
        "text": "小满:\n…",
    }
    return message(
        number,
        BAGS,
        "email",
        "zh",
        "price_fell",
        "小满九月收藏了远山托特,从那以后它降了 200 元,而且有货。",
        draft,
        copy,
        evidence,
        goal="告诉收藏过的人降价了",
        segment="收藏过且降价的顾客",
        locale="zh_Hans_CN",
        jurisdiction="CN",
        engine="openai:Qwen3.5-9B",
    )


def chinese_sms(number: int = 4) -> Message:
    """A Chinese SMS with signature and opt-out words."""
    evidence = (
        proof(
            "W1",
            "reason",
            "stock.csv:9",
            kind=text("back_in_stock"),
            asked_on={"date": "2026-11-02"},
            restocked_on={"date": "2026-11-18"},
        ),
        proof(
            "P1",
            "product",
            "products.csv:30",
            name=text("烟雨羊绒围巾"),
            short_name=text("烟雨围巾"),
            price=price("468.00", "CNY"),
            in_stock={"bool": True},
        ),
    )
    draft = Draft(body=("您[[W1.asked_on]]问过的[[P1.short_name]]补货了,[[P1.price]],有货。",))
    body = "您11月2日问过的烟雨围巾补货了,¥468.00,有货。"
    copy: dict[str, Any] = {
        "body": (body,),
        "link": "https://shanmu.example/go/7Kq2",
        "text": f"【山木】{body} shanmu.example/g/7Kq2 拒收请回复R",
    }
    return message(
        number,
        BAGS,
        "sms",
        "zh",
        "back_in_stock",
        "她 11 月 2 日问过这条围巾,18 日补货了。",
        draft,
        copy,
        evidence,
        goal="通知到货",
        segment="登记过到货提醒",
        locale="zh_Hans_CN",
        jurisdiction="CN",
    )


def english_sms(number: int = 5) -> Message:
    """An English SMS whose price makes it two parts; held because the offer's exclusions are missing."""
    evidence = (
        proof(
            "W1",
            "reason",
            "orders: last 2026-07-30",
            kind=text("lapsing"),
            last_bought={"date": "2026-07-30"},
            days_since={"days": 113},
            orders={"number": "5"},
        ),
        proof(
            "P1",
            "product",
            "products.csv:18",
            name=text("Mora Single Origin, 250 g"),
            short_name=text("Mora"),
            price=price("9.80", "GBP"),
        ),
        proof("C", "customer", "customers.csv:12", first_name=text("Owen")),
    )
    draft = Draft(
        greeting="[[C.first_name|Hello]],",
        body=(
            "five orders in and then quiet since [[W1.last_bought]]. If it was the roast, [[P1.name]] is lighter "
            "and [[P1.price]]. If it was us, tell us at [[S.link]]",
        ),
    )
    body = (
        "five orders in and then quiet since 30 July 2026. If it was the roast, Mora Single Origin, 250 g is lighter and "
        "£9.80. If it was us, tell us at https://northbell.example/go/7Kq2"
    )
    copy: dict[str, Any] = {
        "greeting": "Owen,",
        "body": (body,),
        "text": f"Northbell: Owen, {body} Reply STOP to opt out",
    }
    failed = Check(rule="facts.comparison", passed=False, note="'lighter' compares two roasts; no evidence states it")
    verdict = Verdict(
        outcome="hold",
        checks=(failed, *CHECKS[1:]),
        findings=(
            Finding(
                rule="facts.comparison",
                severity="hold",
                claim="Mora is lighter",
                expected="a roast in the evidence",
                part="body.1",
            ),
        ),
    )
    return message(
        number,
        COFFEE,
        "sms",
        "en",
        "lapsing",
        "Owen ordered five times and not since 30 July, 113 days ago.",
        draft,
        copy,
        evidence,
        goal="Ask what went wrong",
        segment="Loyal and going quiet",
        locale="en_GB",
        jurisdiction="UK",
        verdict=verdict,
    )


def wecom(number: int = 6) -> Message:
    """A one-to-one WeCom message with a product card."""
    evidence = (
        proof(
            "W1",
            "reason",
            "orders: last 2026-03-08",
            kind=text("new_in_category"),
            category=text("围巾"),
            launched_on={"date": "2026-11-15"},
        ),
        proof(
            "P1",
            "product",
            "products.csv:31",
            name=text("烟雨羊绒围巾"),
            short_name=text("烟雨围巾"),
            price=price("468.00", "CNY"),
            material=text("山羊绒"),
            length={"number": "190", "unit": "cm"},
        ),
        proof("C", "customer", "customers.csv:51", nick=text("林姐"), last_bought={"date": "2026-03-08"}),
    )
    draft = Draft(
        greeting="[[C.nick|您好]],",
        body=(
            "我是[[S.staff_name]]。上次那条您三月带走的,同一类这周上了新:[[P1.short_name]],[[P1.material]],"
            "长[[P1.length]],[[P1.price]]。",
            "这次没有券,先发图您看看,不急。不想收到上新,回“不用发”就行。",
        ),
    )
    body = (
        "我是阿苏。上次那条您三月带走的,同一类这周上了新:烟雨围巾,山羊绒,长190厘米,¥468.00。",
        "这次没有券,先发图您看看,不急。不想收到上新,回“不用发”就行。",
    )
    copy: dict[str, Any] = {
        "greeting": "林姐,",
        "body": body,
        "text": "林姐," + "\n".join(body),
        "link": "https://shanmu.example/go/7Kq2",
        "blocks": (_block("P1", "烟雨羊绒围巾", "¥468.00", "scarf.jpg", "酒红色围巾", "https://shanmu.example/p/31"),),
    }
    staff = proof("S1", "shop", "shop.json", staff_name=text("阿苏"))
    return message(
        number,
        BAGS,
        "wecom",
        "zh",
        "new_in_category",
        "林姐三月买过围巾,11 月 15 日同一类上了新。",
        draft,
        copy,
        (*evidence, staff),
        goal="上新告知",
        segment="买过围巾的老客",
        locale="zh_Hans_CN",
        jurisdiction="CN",
        engine="openai:Qwen3.5-9B",
        fallback="the model's draft failed facts.price twice",
    )


def blocked(number: int = 7) -> Message:
    """An e-mail that was blocked: it promises what no evidence states."""
    base = refill(number)
    failed = Check(rule="facts.stock", passed=False, note="'only two left' is stated, P1.stock is 212")
    finding = Finding(
        rule="facts.stock", severity="block", claim="only two left", expected="P1.stock = 212", part="body.2"
    )
    copy = base.copy_.model_copy(
        update={
            "subject": "Only two bags of Halden left",
            "blocks": (),
            "body": (base.copy_.body[0], "Be quick: only two left at £21.50."),
        }
    )
    draft = base.draft.model_copy(
        update={
            "subject": "Only two bags of [[P1.short_name]] left",
            "body": (base.draft.body[0], "Be quick: only two left at [[P1.price]]."),
        }
    )
    verdict = Verdict(outcome="block", findings=(finding,), checks=(failed, *CHECKS[:3], *CHECKS[4:]))
    return base.model_copy(update={"copy_": copy, "draft": draft, "verdict": verdict, "engine": "openai:Qwen3.5-9B"})


def hostile(number: int = 8, payload: str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>") -> Message:
    """A message in which every text that others wrote carries markup."""
    base = offer(number)
    blocks = tuple(
        block.model_copy(update={"name": payload, "alt": payload, "price": payload, "link": f"javascript:{payload}"})
        for block in base.copy_.blocks
    )
    copy = base.copy_.model_copy(
        update={
            "subject": payload,
            "preheader": payload,
            "greeting": payload,
            "body": (payload, payload),
            "cta": payload,
            "signoff": payload,
            "blocks": blocks,
            "text": payload,
        }
    )
    nasty: dict[str, Value] = proof("P9", "product", payload, name=text(payload), url={"url": payload}).fields
    evidence = tuple(
        item.model_copy(
            update={"fields": {**item.fields, "name": nasty["name"], payload: nasty["url"]}, "source": payload}
        )
        if item.kind == "product"
        else item
        for item in base.evidence
    )
    return base.model_copy(
        update={
            "copy_": copy,
            "evidence": evidence,
            "segment": payload,
            "goal": payload,
            "engine": payload,
            "customer_id": payload,
            "id": payload,
            "fallback": payload,
            "locale": payload,
            "as_of": payload,
            "language": payload,
            "why_now": WhyNow(kind=payload, text=payload, evidence=(payload,)),
            "draft": base.draft.model_copy(update={"subject": payload, "body": (payload, "[[" + payload + "]]")}),
            "verdict": Verdict(
                outcome="error",
                checks=(Check(rule=payload, passed=False, note=payload),),
                findings=(Finding(rule=payload, severity="block", claim=payload, expected=payload),),
            ),
        }
    )


def examples() -> list[Message]:
    """Return twelve messages that show every brand, channel, language, reason and outcome."""
    return [
        refill(1),
        mainland_email(3),
        offer(2),
        wecom(6),
        chinese_sms(4),
        english_sms(5),
        blocked(7),
        refill(11).model_copy(update={"engine": "openai:Qwen3.5-9B"}),
        chinese_sms(12),
        offer(13),
        wecom(14),
        mainland_email(15).model_copy(update={"engine": "offline"}),
    ]
