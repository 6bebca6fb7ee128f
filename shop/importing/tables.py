"""The tables of the import contract, declared once: columns, how their cells are read, and the headers that mean them.

`copilot import csv --schema` prints this; the CSV reader guesses headers with it; the sample shops deliver it.
Columns marked with `per_language` also exist with a suffix (`name_en`, `name_zh`), those with `per_currency` too
(`price_usd`, `price_gbp`).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["id", "text", "html", "int", "money", "number", "date", "moment", "bool", "choice", "list", "consent"]


class Column(NamedTuple):
    """One column: its name, how a cell is read, whether a row without it is useless, and other headers for it.

    `personal`: what it holds is about a person, or written by one; a report never shows it."""

    name: str
    kind: Kind
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    per_language: bool = False
    per_currency: bool = False
    note: str = ""
    personal: bool = False


class Table(NamedTuple):
    """One table: its file, the columns that identify a row, and all columns."""

    name: str
    file: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """Return the column called `name`, also with a language or currency suffix."""
        stem, _, suffix = name.rpartition("_")
        for column in self.columns:
            if column.name == name:
                return column
            if column.name == stem and len(suffix) == 2 and column.per_language:
                return column
            if column.name == stem and len(suffix) == 3 and column.per_currency:
                return column
        return None


C = Column

_UPDATED = ("modified_at", "last_modified", "last_updated", "更新时间", "修改时间")
_NEWER = "which statement is newer where two sources differ"

CUSTOMERS = Table("customers", "customers.csv", ("customer_id",), (
    C("customer_id", "id", True, ("id", "customer", "customerid", "user_id", "uid", "客户id", "客户编号", "会员编号", "用户id", "会员id", "customer_no", "customer_number", "member_id", "client_id", "buyer_id")),
    C("first_name", "text", aliases=("firstname", "given_name", "名"), personal=True),
    C("last_name", "text", aliases=("lastname", "surname", "family_name", "姓"), personal=True),
    C("nickname", "text", aliases=("nick", "display_name", "name", "full_name", "昵称", "姓名", "客户姓名", "会员昵称"), personal=True),
    C("email", "text", aliases=("e_mail", "mail", "email_address", "邮箱", "电子邮箱"), personal=True),
    C("phone", "text", aliases=("mobile", "phone_number", "tel", "手机", "手机号", "手机号码", "电话"), personal=True),
    C("wecom_id", "text", aliases=("external_userid", "企微id", "企业微信id", "外部联系人id"), personal=True),
    C("language", "text", aliases=("lang", "locale", "语言")),
    C("country", "text", aliases=("country_code", "国家", "国家代码"), note="ISO 3166 code or a common name"),
    C("city", "text", aliases=("城市", "所在城市"), personal=True),
    C("zone", "text", aliases=("time_zone", "timezone", "时区")),
    C("birthday", "date", aliases=("birth_date", "date_of_birth", "生日"), personal=True),
    C("joined_at", "moment", aliases=("created_at", "registered_at", "signup_date", "注册时间", "入会时间", "创建时间")),
    C("acquisition", "text", aliases=("source_channel", "utm_source", "来源", "渠道来源")),
    C("tier", "text", aliases=("level", "vip_level", "等级", "会员等级")),
    C("tags", "list", aliases=("tag", "标签")),
    C("staff_owner", "text", aliases=("owner", "follow_user", "跟进人", "所属导购"), personal=True),
    C("objects_to_profiling", "bool", aliases=("profiling_objection", "拒绝画像")),
    C("ouid", "text", note="the id that several systems share for one person; never an advertising id (OAID, IDFA)", personal=True),
    C("updated_at", "moment", aliases=_UPDATED, note=_NEWER),
    C("email_consent", "consent", aliases=("accepts_marketing", "email_marketing", "邮件订阅", "接受邮件")),
    C("sms_consent", "consent", aliases=("accepts_sms_marketing", "sms_marketing", "短信订阅", "接受短信")),
    C("wecom_consent", "consent", aliases=("wecom_marketing",)),
    C("tracking_consent", "consent", aliases=("email_tracking", "tracking_opt_in", "open_tracking", "追踪授权", "打开追踪授权", "行为追踪授权"), note="may it be read whether and when this person opens and clicks messages; without a yes it is not"),
    C("consent_at", "moment", aliases=("consent_date", "授权时间")),
    C("consent_source", "text", aliases=("授权来源",)),
    C("consent_wording", "text", aliases=("授权文案",)),
))  # fmt: skip

PRODUCTS = Table("products", "products.csv", ("product_id", "variant_id"), (
    C("product_id", "id", True, ("id", "sku_id", "item_id", "spu", "商品id", "商品编号", "商品编码", "product_no", "product_code", "article_number"), note="one row per variant"),
    C("variant_id", "id", aliases=("variant", "sku编号", "规格id"), note="empty: the product has one variant"),
    C("name", "text", True, ("title", "product_name", "item_name", "商品名称", "商品名", "标题", "品名", "product_title", "item_title"), per_language=True),
    C("short_name", "text", aliases=("short_title", "简称", "短标题"), per_language=True),
    C("category", "text", aliases=("product_type", "type", "类目", "分类", "品类", "商品分类"), per_language=True),
    C("description", "html", aliases=("body", "body_html", "desc", "描述", "商品描述", "详情"), per_language=True),
    C("brand", "text", aliases=("vendor", "品牌")),
    C("price", "money", True, ("unit_price", "sale_price", "价格", "售价", "现价", "单价", "selling_price", "current_price", "retail_price"), per_currency=True),
    C("list_price", "money", aliases=("compare_at_price", "regular_price", "rrp", "msrp", "原价", "划线价", "吊牌价"), per_currency=True),
    C("currency", "text", aliases=("币种", "货币"), note="ISO 4217; default: the shop's currency"),
    C("cost", "money", aliases=("cost_price", "成本", "成本价")),
    C("stock", "int", aliases=("quantity", "inventory", "qty", "库存", "库存数量")),
    C("sku", "text", aliases=("货号",)),
    C("variant_title", "text", aliases=("option", "规格", "sku名称")),
    C("status", "choice", aliases=("state", "状态", "上架状态"), choices=("active", "discontinued")),
    C("launched_on", "date", aliases=("published_at", "上架时间")),
    C("discontinued_on", "date", aliases=("下架时间",)),
    C("url", "text", aliases=("link", "product_url", "链接", "商品链接")),
    C("picture", "list", aliases=("image", "image_url", "picture_url", "图片", "主图"), note="file names or https addresses, separated by |"),
    C("picture_alt", "text", aliases=("alt", "image_alt"), per_language=True),
    C("attributes", "text", aliases=("specs", "参数", "规格参数"), per_language=True,
      note="`weight: 1.2 kg; material: nylon` or a JSON object"),
    C("rating", "number", aliases=("stars", "评分")),
    C("rating_count", "int", aliases=("reviews_count", "评价数")),
    C("updated_at", "moment", aliases=_UPDATED, note=_NEWER),
))  # fmt: skip

ORDERS = Table("orders", "orders.csv", ("order_id",), (
    C("order_id", "id", True, ("id", "order", "order_no", "order_number", "订单号", "订单编号", "order_ref", "order_reference", "transaction_id", "订单id")),
    C("customer_id", "id", aliases=("customer", "user_id", "客户id", "会员编号", "买家id"), note="empty: a guest"),
    C("placed_at", "moment", True, ("created_at", "order_date", "date", "下单时间", "付款时间", "创建时间", "ordered_at", "ordered_on", "order_time", "order_datetime", "order_timestamp", "order_placed_at", "order_created_at", "placed_on", "purchased_at", "purchased_on", "purchase_date", "purchase_time", "purchase_datetime", "transaction_date", "下单日期", "订单时间", "订单日期", "购买时间")),
    C("status", "choice", aliases=("state", "financial_status", "订单状态", "状态"),
      choices=("pending", "paid", "shipped", "delivered", "refunded", "cancelled")),
    C("currency", "text", aliases=("币种", "货币")),
    C("total", "money", aliases=("amount", "order_total", "实付金额", "订单金额", "实付"), note="paid, shipping included"),
    C("discount", "money", aliases=("discount_amount", "优惠金额", "优惠")),
    C("shipping", "money", aliases=("shipping_amount", "运费", "邮费")),
    C("refunded", "money", aliases=("refund_amount", "退款金额")),
    C("country", "text", aliases=("shipping_country", "国家")),
    C("codes", "list", aliases=("discount_code", "coupon", "优惠码", "优惠券")),
    C("updated_at", "moment", aliases=_UPDATED, note=_NEWER),
))  # fmt: skip

ORDER_LINES = Table("order_lines", "order_lines.csv", ("order_id", "line_no"), (
    C("order_id", "id", True, ("order", "order_no", "订单号", "订单编号", "order_number", "order_ref", "order_reference", "订单id")),
    C("line_no", "int", aliases=("line", "行号", "序号")),
    C("product_id", "id", aliases=("item_id", "sku_id", "商品id", "商品编号", "商品编码")),
    C("variant_id", "id", aliases=("variant", "规格id", "sku编号")),
    C("quantity", "int", True, ("qty", "count", "数量", "件数", "units", "quantity_ordered", "购买数量"), note="negative: a return"),
    C("unit_price", "money", aliases=("price", "单价", "成交单价")),
    C("discount", "money", aliases=("line_discount", "优惠")),
    C("total", "money", aliases=("line_total", "amount", "小计", "实付金额")),
))  # fmt: skip

EVENT_KINDS = (
    "view", "cart", "cart_removed", "wishlist", "checkout", "search",
    "open", "click", "unsubscribe", "coupon_claimed", "coupon_redeemed", "stock_alert",
)  # fmt: skip

EVENTS = Table("events", "events.csv", (), (
    C("customer_id", "id", True, ("customer", "user_id", "uid", "客户id", "用户id", "会员编号", "member_id", "client_id", "buyer_id")),
    C("kind", "choice", True, ("event", "type", "event_type", "事件", "行为", "行为类型", "event_name", "event_kind", "action"), choices=EVENT_KINDS),
    C("happened_at", "moment", True, ("at", "time", "timestamp", "date", "created_at", "时间", "发生时间", "event_time", "event_date", "event_timestamp", "occurred_at", "datetime")),
    C("product_id", "id", aliases=("item_id", "商品id", "商品编号")),
    C("variant_id", "id", aliases=("variant", "规格id")),
    C("campaign_id", "id", aliases=("campaign", "活动id")),
    C("value", "money", aliases=("amount", "金额")),
    C("currency", "text", aliases=("币种",)),
    C("device", "text", aliases=("设备",)),
    C("code", "text", aliases=("coupon", "券码")),
))  # fmt: skip

PRICE_HISTORY = Table("price_history", "price_history.csv", ("product_id", "variant_id", "currency", "starts_at"), (
    C("product_id", "id", True, ("item_id", "商品id", "商品编号")),
    C("variant_id", "id", aliases=("variant", "规格id"), note="empty: every variant"),
    C("currency", "text", aliases=("币种",)),
    C("price", "money", True, ("价格", "售价")),
    C("list_price", "money", aliases=("compare_at_price", "原价", "划线价")),
    C("starts_at", "moment", True, ("from", "since", "at", "date", "开始时间", "生效时间", "valid_from", "start_date", "started_at", "effective_from")),
))  # fmt: skip

STOCK = Table("stock", "stock.csv", ("product_id", "variant_id", "counted_at"), (
    C("product_id", "id", True, ("item_id", "商品id", "商品编号")),
    C("variant_id", "id", aliases=("variant", "规格id")),
    C("quantity", "int", True, ("stock", "qty", "库存", "数量", "on_hand", "inventory", "库存数量")),
    C("counted_at", "moment", aliases=("at", "date", "盘点时间", "时间")),
))  # fmt: skip

CODES = Table("codes", "codes.csv", ("pool", "code"), (
    C("pool", "id", True, ("pool_id", "batch", "券批次", "码池")),
    C("code", "id", True, ("coupon_code", "券码", "兑换码")),
    C("assigned_to", "text", aliases=("customer_id", "领取人"), personal=True),
    C("used_at", "moment", aliases=("redeemed_at", "核销时间")),
))  # fmt: skip

REVIEWS = Table("reviews", "reviews.csv", ("review_id",), (
    C("review_id", "id", True, ("id", "评价id", "评论id")),
    C("product_id", "id", True, ("item_id", "商品id", "商品编号")),
    C("customer_id", "id", aliases=("user_id", "客户id", "用户id")),
    C("rating", "int", True, ("stars", "score", "评分", "星级")),
    C("body", "html", True, ("text", "review", "content", "comment", "评价内容", "评论内容", "内容", "review_text", "review_body"), personal=True),
    C("author", "text", aliases=("name", "display_name", "昵称", "用户昵称"), personal=True),
    C("language", "text", aliases=("lang", "语言")),
    C("written_at", "moment", aliases=("created_at", "date", "评价时间", "时间")),
))  # fmt: skip

CAMPAIGNS = Table("campaigns", "campaigns.csv", ("campaign_id",), (
    C("campaign_id", "id", True, ("id", "活动id")),
    C("name", "text", True, ("title", "活动名称")),
    C("channel", "choice", True, ("渠道",), choices=("email", "sms", "wecom", "letter"), note="letter: on paper"),
    C("goal", "text", aliases=("目标",)),
    C("sent_at", "moment", True, ("date", "发送时间", "sent_on", "send_date", "send_time")),
    C("arms", "list", aliases=("variants", "分组")),
    C("holdout_share", "number", aliases=("holdout", "对照比例")),
    C("ends_on", "date", aliases=("end_date", "结束日期"), note="last day on which it holds"),
))  # fmt: skip

CAMPAIGN_PRODUCTS = Table("campaign_products", "campaign_products.csv", ("campaign_id", "product_id", "code"), (
    C("campaign_id", "id", True, ("campaign", "活动id")),
    C("product_id", "id", True, ("item_id", "商品id", "商品编号")),
    C("code", "text", aliases=("coupon", "券码"), note="the coupon that covers the product in this campaign"),
))  # fmt: skip

OUTCOMES = Table("outcomes", "outcomes.csv", ("campaign_id", "customer_id"), (
    C("campaign_id", "id", True, ("campaign", "活动id")),
    C("customer_id", "id", True, ("customer", "user_id", "客户id")),
    C("arm", "text", True, ("variant", "group", "分组")),
    C("held_out", "bool", aliases=("control", "对照")),
    C("delivered", "bool", aliases=("送达",)),
    C("opened", "bool", aliases=("打开",)),
    C("clicked", "bool", aliases=("点击",)),
    C("ordered", "bool", aliases=("converted", "转化", "下单")),
    C("revenue", "money", aliases=("amount", "金额")),
    C("currency", "text", aliases=("币种",)),
))  # fmt: skip

TICKETS = Table("tickets", "tickets.csv", ("ticket_id",), (
    C("ticket_id", "id", True, ("id", "工单号")),
    C("customer_id", "id", aliases=("customer", "客户id")),
    C("opened_at", "moment", True, ("created_at", "date", "创建时间", "opened_on", "created_on", "ticket_date")),
    C("subject", "text", aliases=("title", "主题"), personal=True),
    C("body", "html", aliases=("text", "message", "内容"), personal=True),
    C("status", "text", aliases=("state", "状态")),
))  # fmt: skip

TABLES: tuple[Table, ...] = (
    CUSTOMERS, PRODUCTS, ORDERS, ORDER_LINES, EVENTS, PRICE_HISTORY, STOCK, CODES, REVIEWS, CAMPAIGNS,
    CAMPAIGN_PRODUCTS, OUTCOMES, TICKETS,
)  # fmt: skip
"""In the order in which a source should yield them: what is referred to comes before what refers to it."""


def table_named(name: str) -> Table:
    """Return the table of the contract called `name`."""
    return next(table for table in TABLES if table.name == name)


PERSONAL = frozenset(column.name for table in TABLES for column in table.columns if column.personal) | {"address"}
"""Fields whose values no report shows; `address` is that of a suppression."""
