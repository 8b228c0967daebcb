package import JSON
import Policy
import Trading

/// Decides events given as JSON for one bot: picks the plan of the event's scope, fills its frame, decides.
///
/// Lines like those before are read by `JSONFieldReader` straight into the frame; every other line, and whatever
/// is unusual in a line, goes through `JSONReader` and `EventBinder`, which have the last word on what an event
/// means and what is wrong with it. Both ways give the same decision. Holds what it needs for each scope seen, so
/// that an event costs no allocation once its scope is known. For one thread.
package final class EventEvaluator {
  package let graph: CompiledGraph
  package let bot: CompiledBot
  private var lanes: [EventLane] = []
  private var laneOfScope: [Scope: Int] = [:]

  private let reader: JSONReader
  private var tree = JSONFieldTree()
  private var fields: JSONFieldReader
  private let namePosition: Int
  private let hasScopes: Bool
  /// Nil where no value depends on a scope, or where only the tape of an event tells its scope.
  private let scopes: EventScopes?
  private var laneOfKey: [EventScopes.Key: Int] = [:]

  /// Nil where the bot runs on no event. Objects and arrays may lie `maximumDepth` deep in each other.
  package init?(graph: CompiledGraph, bot: CompiledBot, maximumDepth: Int = 16) {
    guard let event = bot.specification.events.first else { return nil }
    self.graph = graph
    self.bot = bot
    reader = JSONReader(maximumDepth: maximumDepth)
    namePosition = tree.add("event_id", isStrict: false)
    hasScopes = graph.policies.hasScopedValues
    scopes = hasScopes ? EventScopes(graph.policies, tree: &tree) : nil
    fields = JSONFieldReader(tree, reader: reader)
    add(graph.plan(for: bot, on: event))
  }

  private func add(_ plan: DecisionPlan) {
    let known = tree.positionCount
    lanes.append(EventLane(plan, tree: &tree))
    // Shapes that do not look for the new values are worth nothing.
    if tree.positionCount > known { fields = JSONFieldReader(tree, reader: reader) }
  }

  /// Decides one line. The frame holds the event until the next call; its plan names the outcome.
  @unsafe package func decide(line: UnsafeRawBufferPointer) throws(EventError) -> (
    decision: Decision, frame: EventFrame, name: EventName
  ) {
    if unsafe fields.read(line), let lane = laneOfLine(), fill(lane) {
      let frame = lanes[lane].frame
      return unsafe (frame.decide(), frame, EventName(fields.text(at: namePosition)))
    }
    let event = try unsafe parse(line)
    let (decision, frame) = try decide(event)
    return unsafe (decision, frame, EventName(event.member("event_id")?.rawBytes ?? Self.none))
  }

  /// Decides an event that has been parsed.
  package func decide(_ event: JSONNode) throws(EventError) -> (
    decision: Decision, frame: EventFrame
  ) {
    let index = hasScopes ? try lane(of: event) : 0
    let frame = lanes[index].frame
    try lanes[index].binder.bind(event, into: frame)
    return (frame.decide(), frame)
  }

  /// How many lines were read by the shape of an earlier line.
  package var recognisedCount: Int { fields.recognisedCount }

  private static var none: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  }

  private func fill(_ lane: Int) -> Bool {
    let frame = lanes[lane].frame
    guard let gaps = unsafe fields.convert(lanes[lane].table, into: frame.values) else {
      return false
    }
    unsafe frame.gaps.pointee = EventFrame.Gaps(absent: gaps.absent, missing: gaps.missing)
    return true
  }

  private func parse(_ line: UnsafeRawBufferPointer) throws(EventError) -> JSONNode {
    do {
      return try unsafe reader.parse(line)
    } catch {
      throw .notJSON(error)
    }
  }
}

// MARK: - Scopes

extension EventEvaluator {
  /// The lane of the line that was read; nil where only its tape tells.
  private func laneOfLine() -> Int? {
    guard hasScopes else { return 0 }
    guard let scopes, let key = scopes.key(fields) else { return nil }
    if let known = laneOfKey[key] { return known }
    let positions = tree.positionCount
    let lane = lane(of: scopes.scope(key))
    laneOfKey[key] = lane
    // A new lane may want values that the line was not searched for.
    return tree.positionCount == positions ? lane : nil
  }

  private func lane(of event: JSONNode) throws(EventError) -> Int {
    lane(of: try Self.scope(of: event))
  }

  /// The lane of a scope, made at its first event. Only what some policy value is for makes a scope, so that
  /// there are never more lanes than the policies can tell apart.
  private func lane(of whole: Scope) -> Int {
    guard graph.policies.hasOwnValues(for: whole) else { return 0 }
    let scope = graph.policies.reduced(whole)
    if let known = laneOfScope[scope] { return known }
    let event = lanes[0].frame.plan.event
    add(graph.plan(for: bot, on: event, in: scope))
    laneOfScope[scope] = lanes.count - 1
    return lanes.count - 1
  }

  /// `market` and `strategy` of the event or of its order, and the texts of `tags`. What is absent or null is
  /// in no scope; what has another form is refused, since the event may be meant for tighter values.
  private static func scope(of event: JSONNode) throws(EventError) -> Scope {
    guard event.kind == .object else { throw .notAnObject }
    let order = event.member("order").flatMap { $0.kind == .object ? $0 : nil }
    var tags: Set<String> = []
    if let list = event.member("tags"), list.kind != .null {
      guard list.kind == .array else { throw .wrongKind(list, path: "tags", wanted: .texts) }
      for tag in list.elements {
        guard let text = tag.string else { throw .wrongKind(tag, path: "tags", wanted: .text) }
        tags.insert(text)
      }
    }
    return Scope(
      market: try text("market", event, order), strategy: try text("strategy", event, order),
      tags: tags)
  }

  private static func text(
    _ name: StaticString, _ event: JSONNode, _ order: JSONNode?
  ) throws(EventError) -> String? {
    let own = event.member(name)
    guard let value = own ?? order?.member(name), value.kind != .null else { return nil }
    guard let text = value.string else {
      throw .wrongKind(value, path: own == nil ? "order.\(name)" : "\(name)", wanted: .text)
    }
    return text
  }
}
