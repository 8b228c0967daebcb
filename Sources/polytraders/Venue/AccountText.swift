import CommandLine
import FixedPoint
import JSON
import Trading
import Venue

/// Orders and trades as commands print them.
enum AccountText {
  static func table(_ orders: [OpenOrder]) -> String {
    var table = TextTable([
      .left("order"), .left("side"), .right("price"), .right("size"), .right("matched"),
      .left("type"), .left("status"), .left("outcome"), .left("created"),
    ])
    for order in orders {
      table.add([
        "\(order.id)", order.side.rawValue, "\(order.price)", "\(order.originalSize)",
        "\(order.matchedSize)", order.type?.text ?? "-", order.status.text, order.outcome,
        order.createdAt.map(VenueText.time) ?? "-",
      ])
    }
    return table.rendered() + VenueText.counted(orders.count, "order") + "\n"
  }

  static func table(_ trades: [TradeRecord]) -> String {
    var table = TextTable([
      .left("trade"), .left("side"), .right("price"), .right("size"), .left("status"),
      .left("as"), .left("outcome"), .left("matched"), .left("transaction"),
    ])
    for trade in trades {
      table.add([
        trade.id, trade.side.rawValue, "\(trade.price)", "\(trade.size)", trade.status.text,
        trade.traderSide?.text ?? "-", trade.outcome, VenueText.time(trade.matchTime),
        trade.transactionHash ?? "-",
      ])
    }
    let open = trades.count { !($0.status.known?.isFinal ?? false) }
    return table.rendered() + VenueText.counted(trades.count, "trade")
      + ", \(grouped(open)) not final\n"
  }

  static func json(_ order: OpenOrder) -> String {
    VenueJSON.line { writer in
      writer.key("id")
      writer.string("\(order.id)")
      writer.key("status")
      writer.string(order.status.text)
      writer.key("market")
      writer.string(order.market)
      writer.key("token_id")
      writer.string("\(order.tokenID)")
      writer.key("side")
      writer.string(order.side.rawValue)
      writer.key("price")
      writer.string("\(order.price)")
      writer.key("original_size")
      writer.string("\(order.originalSize)")
      writer.key("size_matched")
      writer.string("\(order.matchedSize)")
      if let type = order.type {
        writer.key("type")
        writer.string(type.text)
      }
      if let time = order.createdAt {
        writer.key("created_ms")
        writer.integer(time)
      }
      if let time = order.expiration {
        writer.key("expires_ms")
        writer.integer(time)
      }
    }
  }

  static func json(_ trade: TradeRecord) -> String {
    VenueJSON.line { writer in
      writer.key("id")
      writer.string(trade.id)
      writer.key("status")
      writer.string(trade.status.text)
      writer.key("is_final")
      writer.bool(trade.status.known?.isFinal ?? false)
      writer.key("taker_order_id")
      writer.string("\(trade.takerOrderID)")
      writer.key("market")
      writer.string(trade.market)
      writer.key("token_id")
      writer.string("\(trade.tokenID)")
      writer.key("side")
      writer.string(trade.side.rawValue)
      writer.key("price")
      writer.string("\(trade.price)")
      writer.key("size")
      writer.string("\(trade.size)")
      writer.key("matched_ms")
      writer.integer(trade.matchTime)
      if let hash = trade.transactionHash {
        writer.key("transaction")
        writer.string(hash)
      }
      writer.key("makers")
      writer.beginArray()
      for fill in trade.makerFills {
        writer.beginObject()
        writer.key("order_id")
        writer.string("\(fill.orderID)")
        writer.key("matched_amount")
        writer.string("\(fill.matchedSize)")
        writer.key("price")
        writer.string("\(fill.price)")
        writer.endObject()
      }
      writer.endArray()
    }
  }
}
