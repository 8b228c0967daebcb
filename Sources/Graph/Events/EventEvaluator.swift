package import JSON
import Policy
package import Trading

/// Decides events given as JSON for one bot: picks the plan of the event's scope, fills its frame, decides.
///
/// Lines like those before are read by `JSONFieldReader` straight into the frame; every other line, and whatever
/// is unusual in a line, goes through `JSONReader` and `EventBinder`, which have the last word on what an event
/// means and what is wrong with it. Both ways give the same decision. Holds what it needs for each scope seen, so
/// that an event costs no allocation once its scope is known. For one thread.
package final class EventEvaluator {
  package let graph: CompiledGraph
  package let bot: CompiledBot
  /// The lane of every event for which no value is scoped.
  private let common: EventLane
  private var laneOfScope: [Scope: EventLane] = [:]

  private let reader: JSONReader
  private var tree = JSONFieldTree()
  private let fields: JSONFieldReader
  private let namePosition: Int
  private let hasScopes: Bool
  /// Nil where no value depends on a scope, or where only the tape of an event tells its scope.
  private let scopes: EventScopes?
  private var laneOfKey: [EventScopes.Key: EventLane] = [:]

  /// Nil where the bot runs on no event, or not on `kind`; without a kind it is the first that the bot names.
  /// Objects and arrays may lie `maximumDepth` deep in each other.
  package init?(
    graph: CompiledGraph, bot: CompiledBot, on kind: EventKind? = nil, maximumDepth: Int = 16
  ) {
    let kinds = bot.specification.events
    guard let event = kinds.first(where: { kind == nil || $0 == kind }) else { return nil }
    self.graph = graph
    self.bot = bot
    reader = JSONReader(maximumDepth: maximumDepth)
    namePosition = tree.add("event_id", isStrict: false)
    hasScopes = graph.policies.hasScopedValues
    scopes = hasScopes ? EventScopes(graph.policies, tree: &tree) : nil
    common = EventLane(graph.plan(for: bot, on: event), tree: &tree)
    fields = JSONFieldReader(tree, reader: reader)
  }

  /// Decides one line and hands over the decision with the frame that holds the event until the next call, whose
  /// plan names the outcome, and with the event's name. Up to `padding` bytes behind the line may be looked at.
  @unsafe package func decide(
    line: UnsafeRawBufferPointer, padding: Int = 0,
    _ each: (Decision, EventFrame, EventName) -> Void
  ) throws(EventError) {
    if unsafe fields.read(line, padding: padding) {
      if !hasScopes {
        if fill(common) { return hand(common, to: each) }
      } else if let lane = laneOfLine(), fill(lane) {
        return hand(lane, to: each)
      }
    }
    let event = try unsafe parse(line)
    let (decision, frame) = try decide(event)
    let name = unsafe event.member("event_id")?.rawBytes
    each(decision, frame, unsafe EventName(name ?? UnsafeRawBufferPointer(start: nil, count: 0)))
  }

  /// Decides an event that has been parsed.
  package func decide(_ event: JSONNode) throws(EventError) -> (
    decision: Decision, frame: EventFrame
  ) {
    let lane = hasScopes ? try lane(of: event) : common
    try lane.binder.bind(event, into: lane.frame)
    return (lane.frame.decide(), lane.frame)
  }

  /// How many lines were read by the shape of an earlier line.
  package var recognisedCount: Int { fields.recognisedCount }

  private func fill(_ lane: EventLane) -> Bool {
    let frame = lane.frame
    guard lane.isFilledByTable else { return false }
    guard let gaps = unsafe fields.convert(lane.table, into: frame.values) else { return false }
    frame.setGaps(absent: gaps.absent, missing: gaps.missing)
    return true
  }

  private func hand(_ lane: EventLane, to each: (Decision, EventFrame, EventName) -> Void) {
    each(lane.frame.decide(), lane.frame, unsafe EventName(fields.text(at: namePosition)))
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
  /// The lane of the line that was read, where policies have scopes; nil where only its tape tells.
  private func laneOfLine() -> EventLane? {
    guard let scopes, let key = scopes.key(fields) else { return nil }
    if let known = laneOfKey[key] { return known }
    let positions = tree.positionCount
    let lane = lane(of: scopes.scope(key))
    forgetIfFull()
    laneOfKey[key] = lane
    // A new lane may want values that the line was not searched for.
    return tree.positionCount == positions ? lane : nil
  }

  private func lane(of event: JSONNode) throws(EventError) -> EventLane {
    lane(of: try Self.scope(of: event))
  }

  /// The lane of a scope, made at its first event. Only what some policy value is for makes a scope, so that
  /// there are never more lanes than the policies can tell apart.
  private func lane(of whole: Scope) -> EventLane {
    guard graph.policies.hasOwnValues(for: whole) else { return common }
    let scope = graph.policies.reduced(whole)
    if let known = laneOfScope[scope] { return known }
    let positions = tree.positionCount
    let plan = graph.plan(for: bot, on: common.frame.plan.event, in: scope)
    let lane = EventLane(plan, tree: &tree)
    if tree.positionCount > positions { fields.widen(to: tree) }
    forgetIfFull()
    laneOfScope[scope] = lane
    return lane
  }

  /// Events choose scopes, and sets of tags are many: who sends each of them must not fill the memory with plans.
  private static let mostLanes = 1_024

  private func forgetIfFull() {
    guard laneOfScope.count >= Self.mostLanes || laneOfKey.count >= Self.mostLanes else { return }
    laneOfScope = [:]
    laneOfKey = [:]
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
