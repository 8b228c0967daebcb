package import FixedPoint
package import JSON
import Orders
package import Trading
package import Venue

/// One order scenario of the form of vectors/oms, read.
package struct OrderScenario: Sendable {
  /// An order that the scenario speaks of.
  package struct Order: Sendable {
    package var ref: String
    package var clientOrderID: String
    package var size: Micros
    package var side: Side
    package var price: Micros
    package var type: OrderType
    package var market: String
    /// Orders of one intent are one wish: only one of them may be at the venue.
    package var intent: String
    /// The order whose place it takes.
    package var replaces: String?
  }

  /// One thing that happens, as written.
  package struct Event: Sendable {
    package var index: Int64
    /// Milliseconds of the scenario's clock.
    package var time: Int64
    package var isLocal: Bool
    package var type: String
    /// The order's name; empty where it speaks of none.
    package var order: String
    package var fields: JSONValue

    /// A decimal of the event; nil where it has none.
    func amount(_ key: String) -> Micros? { fields[key].flatMap(Micros.init(scenario:)) }
  }

  package var id: String
  package var orders: [Order]
  package var events: [Event]
  package var checkpoints: [JSONValue]
  package var expected: JSONValue

  /// Reads a scenario.
  package init(_ value: JSONValue) throws(OrderScenarioError) {
    guard let id = value["id"]?.string else { throw OrderScenarioError("it has no id") }
    guard let orders = value["orders"]?.array, let events = value["events"]?.array,
      let expected = value["expected"]
    else { throw OrderScenarioError("it lacks orders, events or what is expected") }
    self.id = id
    self.expected = expected
    checkpoints = value["checkpoints"]?.array ?? []
    self.orders = []
    for order in orders { self.orders.append(try Order(order)) }
    self.events = []
    for event in events { self.events.append(try Event(event)) }
  }
}

/// Why a scenario cannot be replayed.
package struct OrderScenarioError: Error, Equatable, Sendable {
  package var text: String

  init(_ text: String) { self.text = text }
}

extension OrderScenario.Order {
  fileprivate init(_ value: JSONValue) throws(OrderScenarioError) {
    guard let ref = value["ref"]?.string else { throw OrderScenarioError("an order has no ref") }
    guard let size = value["qty"].flatMap(Micros.init(scenario:)),
      let side = value["side"]?.string.flatMap(Side.init(rawValue:))
    else { throw OrderScenarioError("order \(ref) lacks its quantity or side") }
    let type = value["tif"]?.string ?? "GTC"
    guard let type = OrderType(rawValue: type == "IOC" ? "FAK" : type) else {
      throw OrderScenarioError("order \(ref): the time in force \(type) is not known")
    }
    self.ref = ref
    self.size = size
    self.side = side
    self.type = type
    clientOrderID = value["client_order_id"]?.string ?? ref
    price = value["price"].flatMap(Micros.init(scenario:)) ?? Micros(raw: 500_000)
    market = value["market"]?.string ?? "the market"
    intent = value["intent"]?.string ?? value["intent_id"]?.string ?? clientOrderID
    replaces = value["replaces"]?.string
  }
}

extension OrderScenario.Event {
  fileprivate init(_ value: JSONValue) throws(OrderScenarioError) {
    guard let index = value["i"]?.int64, let type = value["type"]?.string,
      let time = value["t_ms"]?.int64
    else { throw OrderScenarioError("an event lacks its number, type or time") }
    self.index = index
    self.type = type
    self.time = time
    isLocal = value["from"]?.string == "local"
    order = value["order"]?.string ?? ""
    fields = value
  }
}

extension Micros {
  /// A decimal written as text or as a number; nil for anything else.
  init?(scenario value: JSONValue) {
    let text: String
    switch value {
    case .string(let written), .number(let written): text = written
    default: return nil
    }
    guard let amount = try? Micros.parse(text) else { return nil }
    self = amount
  }
}
