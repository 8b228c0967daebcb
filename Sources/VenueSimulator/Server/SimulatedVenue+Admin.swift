import Diagnostics
import FixedPoint
import JSON
import Network
import Venue
import YAML

/// What whoever runs the venue asks of it over HTTP, under `/admin`. Bodies are those of a script's entries, as JSON
/// or as YAML. The port is open to this machine only.
extension SimulatedVenue {
  mutating func administrate(_ request: HTTPRequest, now: Int64) -> HTTPResponse {
    do throws(VenueRefusal) {
      var writer = JSONWriter()
      switch (request.method, request.path) {
      case ("GET", "/admin/state"): state(&writer, now: now)
      case ("GET", "/admin/faults"): listFaults(&writer, now: now)
      case ("POST", "/admin/clock"): try moveClock(request, &writer, now: now)
      case ("DELETE", "/admin/faults"):
        faults.removeAll()
        writer.done()
      case ("DELETE", let path) where path.hasPrefix("/admin/faults/"):
        guard let number = Int(path.dropFirst("/admin/faults/".count)), faults.remove(number)
        else { throw VenueRefusal(404, "there is no fault of this number") }
        writer.done()
      case ("POST", _): try act(request, &writer, now: now)
      default: throw .unknownPath
      }
      return .json(writer.bytes)
    } catch {
      return error.response
    }
  }

  /// The action that a path stands for.
  private static let actions: [String: VenueAction.Key] = [
    "/admin/faults": .fault, "/admin/mode": .mode, "/admin/markets": .market,
    "/admin/settlements": .settlement, "/admin/trades": .trade, "/admin/accounts": .account,
    "/admin/limits": .limits, "/admin/chain": .chain,
  ]

  private mutating func act(
    _ request: HTTPRequest, _ writer: inout JSONWriter, now: Int64
  ) throws(VenueRefusal) {
    guard let key = Self.actions[request.path] else { throw .unknownPath }
    let action = try read(request.body) { VenueAction.read(key, $0, &$1) }
    do throws(ActionRefusal) {
      try perform(action, now: now)
    } catch {
      throw VenueRefusal(409, error.message)
    }
    log("admin: \(action.name)", now: now)
    writer.done(fault: key == .fault ? faults.entries.last?.number : nil)
  }

  /// Reads a body; every finding stands in the refusal with its place.
  private func read<Value>(
    _ body: [UInt8], _ read: (YAMLNode, inout DiagnosticBag) -> Value?
  ) throws(VenueRefusal) -> Value {
    let document = YAMLDocument.parse(body, file: "body")
    var bag = DiagnosticBag()
    bag.add(contentsOf: document.diagnostics)
    let value = document.root.flatMap { read($0, &bag) }
    guard let value, !bag.hasErrors else {
      var renderer = DiagnosticRenderer()
      renderer.addSource(String(decoding: body, as: UTF8.self), file: "body")
      let text = bag.sorted.map(renderer.render).joined()
      throw VenueRefusal(400, text.isEmpty ? "the body is empty" : text)
    }
    return value
  }

  /// `{"advance":"5s"}` or `{"to":ms}`: moves a virtual clock, and does what is due on the way.
  private mutating func moveClock(
    _ request: HTTPRequest, _ writer: inout JSONWriter, now: Int64
  ) throws(VenueRefusal) {
    guard let clock = settings.virtualClock else {
      throw VenueRefusal(409, "the clock is real: start the venue with --clock virtual")
    }
    let target = try read(request.body) { node, bag -> Int64? in
      guard var reader = ScriptMapping(node, "a clock", &bag) else { return nil }
      let advance = reader.milliseconds("advance", &bag)
      let time = reader.integer("to", in: now...(now + 400 * 86_400_000), &bag)
      reader.finish(&bag)
      if advance == nil, time == nil, !bag.hasErrors {
        bag.add(ScriptProblem.missingKey("advance", in: "a clock").diagnostic(at: node.location))
      }
      return advance.map { now + $0 } ?? time
    }
    clock.move(to: target)
    advance(to: target)
    writer.beginObject()
    writer.key("now")
    writer.integer(target)
    writer.endObject()
  }

  private func state(_ writer: inout JSONWriter, now: Int64) {
    writer.beginObject()
    writer.key("now")
    writer.integer(now)
    writer.key("mode")
    writer.string("\(exchange.mode)")
    writer.key("requests")
    writer.integer(Int64(requestCount))
    writer.key("sockets")
    writer.integer(Int64(hub.count))
    writer.key("frames")
    writer.integer(Int64(frameCount))
    writer.key("markets")
    writer.integer(Int64(markets.count))
    writer.key("accounts")
    writer.integer(Int64(exchange.accounts.count))
    writer.key("open_orders")
    writer.integer(Int64(exchange.openOrderCount))
    writer.key("heartbeats")
    writer.integer(Int64(exchange.heartbeatCount))
    writer.key("block")
    writer.integer(Int64(clamping: chain.head.number))
    writer.key("script_entries_left")
    writer.integer(Int64(script.count))
    writer.key("faults")
    writeFaults(&writer, now: now)
    writer.endObject()
  }

  private func listFaults(_ writer: inout JSONWriter, now: Int64) {
    writeFaults(&writer, now: now)
  }

  private func writeFaults(_ writer: inout JSONWriter, now: Int64) {
    writer.beginArray()
    for entry in faults.entries {
      writer.beginObject()
      writer.key("number")
      writer.integer(Int64(entry.number))
      writer.key("kind")
      writer.string(entry.fault.kind.name)
      writer.key("strikes")
      writer.integer(Int64(entry.strikes))
      writer.key("is_over")
      writer.bool(entry.isOver(now: now))
      writer.endObject()
    }
    writer.endArray()
  }
}

extension JSONWriter {
  /// The answer to what has been done.
  fileprivate mutating func done(fault: Int? = nil) {
    beginObject()
    key("ok")
    bool(true)
    if let fault {
      key("fault")
      integer(Int64(fault))
    }
    endObject()
  }
}
