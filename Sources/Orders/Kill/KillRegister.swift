/// The newest step of every kill, by scope: what the shared store and the latch file both hold.
///
/// Nothing is ever forgotten: an armed scope stays listed with its epoch, so that an older record cannot bring
/// an older state back.
package struct KillRegister: Hashable, Sendable {
  private var newest: [String: KillRecord] = [:]

  /// A register of records; of one scope the stricter counts.
  package init(_ records: [KillRecord] = []) {
    for record in records {
      newest[record.scope.text] = Self.stricter(record, of: self[record.scope])
    }
  }

  /// The newest step of a scope; nil where it was never tripped.
  package subscript(scope: KillScope) -> KillRecord? { newest[scope.text] }

  /// All of them, by scope.
  package var records: [KillRecord] { newest.sorted { $0.key < $1.key }.map(\.value) }

  /// Those that let nothing be signed, by scope.
  package var active: [KillRecord] { records.filter { $0.state != .armed } }

  /// Takes the next step of a kill; false where it belongs to an older epoch, which is void.
  @discardableResult
  package mutating func take(_ record: KillRecord) -> Bool {
    if let known = self[record.scope], record.epoch < known.epoch { return false }
    newest[record.scope.text] = record
    return true
  }

  /// Both registers as one, the stricter record of each scope: what holds where two media disagree.
  package func merged(with other: KillRegister) -> KillRegister {
    KillRegister(records + other.records)
  }

  /// Whether a kill holds for an order of these scopes and this wallet.
  package func isKilled(_ scopes: [KillScope], wallet: String) -> KillRecord? {
    active.first { record in
      switch record.scope {
      case .global: true
      case .wallet(let address): address == wallet || scopes.contains(record.scope)
      case .bot, .strategy, .market: scopes.contains(record.scope)
      }
    }
  }

  private static func stricter(_ record: KillRecord, of other: KillRecord?) -> KillRecord {
    guard let other else { return record }
    if (record.state == .armed) != (other.state == .armed) {
      return record.state == .armed ? other : record
    }
    if record.epoch != other.epoch { return record.epoch > other.epoch ? record : other }
    return record.state.openness <= other.state.openness ? record : other
  }
}

extension KillRecord.State {
  /// How near to trading again: least is strictest.
  fileprivate var openness: Int {
    switch self {
    case .tripped: 0
    case .cancelling: 1
    case .contained: 2
    case .resetRequested: 3
    case .armed: 4
    }
  }
}
