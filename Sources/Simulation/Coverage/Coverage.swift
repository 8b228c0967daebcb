/// What runs came by, how often.
package struct Coverage: Equatable, Sendable {
  /// By race.
  package private(set) var races: [Race: Int] = [:]
  /// By cell.
  package private(set) var transitions: [Transition: Int] = [:]
  /// By crash point.
  package private(set) var crashes: [String: Int] = [:]

  /// By milestone.
  package private(set) var milestones: [Milestone: Int] = [:]

  /// Nothing yet.
  package init() {}

  mutating func note(_ race: Race) { races[race, default: 0] += 1 }
  mutating func note(_ milestone: Milestone) { milestones[milestone, default: 0] += 1 }
  mutating func note(_ transition: Transition) { transitions[transition, default: 0] += 1 }
  mutating func note(crash point: String) { crashes[point, default: 0] += 1 }

  /// Adds what another run came by.
  package mutating func add(_ other: Coverage) {
    races.merge(other.races, uniquingKeysWith: +)
    transitions.merge(other.transitions, uniquingKeysWith: +)
    crashes.merge(other.crashes, uniquingKeysWith: +)
    milestones.merge(other.milestones, uniquingKeysWith: +)
  }

  /// What was hit although it is said that it cannot be: the reason given is wrong.
  package var contradictions: [String] {
    Race.allCases.filter { races[$0] != nil && $0.impossibility != nil }.map(\.text)
      + Transition.all.filter { transitions[$0] != nil && $0.impossibility != nil }.map(\.text)
  }
}
