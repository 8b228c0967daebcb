import Analysis
import Testing
import Trading

@Suite struct StrictnessTests {
  @Test("actions are in a partial order")
  func order() {
    for first in Action.allCases {
      #expect(Strictness.relation(first, first) == .equal)
      for second in Action.allCases where first != second {
        let there = Strictness.relation(first, second)
        let back = Strictness.relation(second, first)
        #expect(there != .equal)
        switch there {
        case .tighter: #expect(back == .looser)
        case .looser: #expect(back == .tighter)
        default: #expect(back == .incomparable)
        }
        for third in Action.allCases
        where there == .tighter && Strictness.relation(second, third) == .tighter {
          #expect(Strictness.relation(first, third) == .tighter)
        }
      }
    }
  }

  @Test(
    "known pairs",
    arguments: [
      (Action.hold, Action.cancel, Strictness.Relation.tighter),
      (.defer, .cancelReplace, .tighter), (.cancel, .cancelReplace, .looser),
      (.assignNonce, .blockSigning, .tighter), (.holdSigning, .blockSigning, .tighter),
      (.cancel, .pauseEvaluation, .incomparable), (.cancel, .blockSigning, .incomparable),
      (.pauseTrading, .allow, .looser), (.halt, .hold, .looser),
    ])
  func pairs(old: Action, new: Action, relation: Strictness.Relation) {
    #expect(Strictness.relation(old, new) == relation)
  }

  @Test("halt is the strictest of all")
  func halt() {
    for action in Action.allCases where action != .halt {
      #expect(Strictness.relation(action, .halt) == .tighter)
    }
  }

  @Test("parts that change in two ways are incomparable together")
  func joined() {
    #expect(Strictness.Relation.tighter.joined(.looser) == .incomparable)
    #expect(Strictness.Relation.tighter.joined(.equal) == .tighter)
    #expect(Strictness.Relation.equal.joined(.looser) == .looser)
    #expect(Strictness.Relation.incomparable.joined(.tighter) == .incomparable)
  }
}
