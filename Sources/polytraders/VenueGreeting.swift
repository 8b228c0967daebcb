import FixedPoint
import Hashing
import JSON
import Signing
import Venue
import VenueSimulator

/// The first line of a running venue, for machines and people: where it listens and what is traded.
struct VenueGreeting {
  let server: VenueServer
  let seed: UInt64

  func text(_ format: VenueCommand.Format) -> String {
    let ports = server.ports
    let http = "http://\(ports.host):\(ports.http)"
    let socket = "ws://\(ports.host):\(ports.webSocket)"
    let (chain, markets) = server.withVenue { venue in
      (venue.venueChain, venue.exchange.markets)
    }
    guard format == .json else {
      return "venue: \(http), channels \(socket)/ws/market and /ws/user, "
        + "nodes of chain \(chain.rawValue) http://\(ports.host):\(ports.nodes), "
        + "\(markets.count) markets, seed \(seed); stop it with Ctrl-C\n"
    }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("http")
    writer.string(http)
    writer.key("ws")
    writer.string(socket)
    writer.key("rpc")
    writer.string("http://\(ports.host):\(ports.nodes)")
    writer.key("chain_id")
    writer.integer(Int64(chain.rawValue))
    writer.key("seed")
    writer.raw(String(seed).utf8)
    writer.key("admin")
    writer.string(http + "/admin")
    writer.key("contracts")
    writer.beginObject()
    for contract in ExchangeContract.allCases where contract.isCurrent {
      writer.key(contract.rawValue)
      writer.string(OrderDomain.of(contract, on: chain).address.checksummed)
    }
    writer.endObject()
    writer.key("markets")
    writer.beginArray()
    for market in markets {
      writer.beginObject()
      writer.key("condition_id")
      writer.string("0x" + market.definition.conditionID.hex)
      writer.key("tokens")
      writer.beginArray()
      for outcome in Outcome.allCases { writer.string(market.tokenID(outcome).description) }
      writer.endArray()
      writer.key("tick_size")
      writer.string(market.tickSize.description)
      writer.key("neg_risk")
      writer.bool(market.definition.negativeRisk)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    writer.newline()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
