
/// A difference between what runs and what is approved, as a run reports it.
package struct DriftNotice: Hashable, Sendable {
  /// What is the same difference, however often it is found.
  package var identity: String
  /// `bot/exec.queuewarden` or `global`.
  package var scope: String
  /// One line for people.
  package var line: String
  /// Members of the envelope's payload, by key.
  package var members: [Member]

  package struct Member: Hashable, Sendable {
    package var key: String
    package var value: String

    /// A member of the payload.
    package init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// A difference.
  package init(identity: String, scope: String, line: String, members: [Member]) {
    self.identity = identity
    self.scope = scope
    self.line = line
    self.members = members
  }
}

/// Which differences are open: each is reported once when it is found and once when it is gone. Pure.
package struct DriftLog: Hashable, Sendable {
  package enum Action: Hashable, Sendable {
    case opened(DriftNotice)
    case cleared(identity: String)
  }

  /// By identity.
  package private(set) var open: Set<String>

  /// A log that goes on from what earlier runs left open.
  package init(open: Set<String> = []) {
    self.open = open
  }

  /// Takes everything that a look found.
  package mutating func take(_ found: [DriftNotice]) -> [Action] {
    var actions: [Action] = []
    for notice in found where open.insert(notice.identity).inserted {
      actions.append(.opened(notice))
    }
    for identity in open.subtracting(found.map(\.identity)).sorted() {
      open.remove(identity)
      actions.append(.cleared(identity: identity))
    }
    return actions
  }
}
