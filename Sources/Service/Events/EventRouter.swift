import Graph
import JSON
import Policy
import Trading

/// Tells of which kind an event is: by its `kind`, or by what it has that only bots of one kind read. Walks the
/// event once and allocates nothing.
@safe final class EventRouter {
  /// Why nobody decides an event.
  enum Problem: Error, Equatable {
    /// `kind` is no kind that anybody decides.
    case unknownKind(String, offset: Int)
    /// It has facts of several kinds, or only such as several kinds share.
    case ambiguous([EventKind])
    /// It has nothing that any bot reads.
    case nobody
  }

  /// A name on a level of an event, with the kinds whose bots read something there or below.
  private struct Entry {
    var name: [UInt8]
    var kinds: UInt8
    var children: [Entry]
  }

  private let entries: [Entry]
  private let kinds: [EventKind]
  /// Whether `kind` is the service's own word, and not a fact that some bot reads.
  private let readsKind: Bool

  /// A router for the kinds that the plans decide.
  init(_ plans: [DecisionPlan]) {
    kinds = EventKind.allCases.filter { kind in plans.contains { $0.event == kind } }
    var entries: [Entry] = []
    for plan in plans {
      guard let position = kinds.firstIndex(of: plan.event) else { continue }
      let bit = UInt8(1) << UInt8(position)
      for path in Self.paths(plan) {
        Self.add(path.split(separator: ".").map { Array($0.utf8) }[...], bit, to: &entries)
      }
    }
    self.entries = entries
    readsKind = !entries.contains { $0.name == Array("kind".utf8) }
  }

  private static func paths(_ plan: DecisionPlan) -> [String] {
    plan.inputs.map(\.declaration.path)
      + plan.facts.flatMap { [$0.declaration.available, $0.declaration.age].compactMap { $0 } }
  }

  private static func add(_ path: ArraySlice<[UInt8]>, _ bit: UInt8, to entries: inout [Entry]) {
    guard let name = path.first else { return }
    let index =
      entries.firstIndex { $0.name == name }
      ?? {
        entries.append(Entry(name: name, kinds: 0, children: []))
        return entries.count - 1
      }()
    entries[index].kinds |= bit
    add(path.dropFirst(), bit, to: &entries[index].children)
  }

  /// The kind of an event that is an object.
  func kind(of event: JSONNode) throws(Problem) -> EventKind {
    // One kind needs no telling, unless the event says another.
    if readsKind, let node = event.member("kind"), node.kind != .null {
      let text = node.string ?? ""
      guard let kind = kinds.first(where: { $0.rawValue == text }) else {
        throw .unknownKind(text, offset: node.byteOffset)
      }
      return kind
    }
    var seen: UInt8 = 0
    var own: UInt8 = 0
    Self.look(event, entries, &seen, &own)
    let evidence = own == 0 ? seen : own
    guard evidence != 0 else { throw .nobody }
    guard evidence.nonzeroBitCount == 1 else {
      throw .ambiguous(
        kinds.indices.filter { evidence & (1 << UInt8($0)) != 0 }.map { kinds[$0] })
    }
    return kinds[evidence.trailingZeroBitCount]
  }

  /// Adds to `seen` the kinds that read something of the object, and to `own` those that alone read it.
  private static func look(
    _ object: JSONNode, _ entries: [Entry], _ seen: inout UInt8, _ own: inout UInt8
  ) {
    for member in object.members {
      for index in entries.indices where isName(member.key, entries[index].name) {
        let kinds = entries[index].kinds
        if kinds.nonzeroBitCount == 1 {
          seen |= kinds
          own |= kinds
        } else if entries[index].children.isEmpty || member.value.kind != .object {
          seen |= kinds
        } else {
          look(member.value, entries[index].children, &seen, &own)
        }
        break
      }
    }
  }

  private static func isName(_ key: JSONNode, _ name: [UInt8]) -> Bool {
    guard !key.isEscaped else { return key.string.map { Array($0.utf8) == name } ?? false }
    let text = unsafe key.textBytes
    guard text.count == name.count else { return false }
    return unsafe text.elementsEqual(name)
  }
}
