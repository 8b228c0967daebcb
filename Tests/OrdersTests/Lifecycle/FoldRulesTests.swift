import FixedPoint
import JSON
import KnownAnswers
import Orders
import Testing

@Suite("mistakes in the fold")
struct FoldRulesTests {
  /// One mistake.
  struct Mistake: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let rules: FoldRules

    init(_ name: String, _ change: (inout FoldRules) -> Void) {
      testDescription = name
      var rules = FoldRules.right
      change(&rules)
      self.rules = rules
    }
  }

  /// The kinds that facts/oms.md 1.1 and 1.4 name, and those that users of other order managers met (9).
  static let mistakes = [
    Mistake("repeated trades count again") { $0.tradeIdentity = .none },
    Mistake("trades of one size and price are one") { $0.tradeIdentity = .sizeAndPrice },
    Mistake("trades of one transaction are one") { $0.tradeIdentity = .transactionHash },
    Mistake("a late fill is dropped") { $0.booksLateFills = false },
    Mistake("a part fill after the cancel is lost") { $0.booksLatePartials = false },
    Mistake("a late fill reopens a cancelled order") { $0.lateFillReopensCancelled = true },
    Mistake("a late fill reopens an expired order") { $0.lateFillReopensExpired = true },
    Mistake("a late acknowledgement reopens") { $0.lateAckReopens = true },
    Mistake("an acknowledgement overwrites FILLED") { $0.ackOverridesFill = true },
    Mistake("a cancel overwrites FILLED") { $0.cancelOverridesFill = true },
    Mistake("a refusal overwrites a fill") { $0.rejectOverridesFill = true },
    Mistake("what is counted and then told counts twice") { $0.tradesConsumeCumulative = false },
    Mistake("an older count takes shares back") { $0.keepsHighestCumulative = false },
    Mistake("no answer means rejected") { $0.timeoutRejects = true },
    Mistake("a refused cancel means rejected") { $0.refusedCancelEnds = true },
    Mistake("a failed trade stays") { $0.booksVoids = false },
    Mistake("a failure told before its trade is forgotten") { $0.booksVoidsBeforeTrades = false },
    Mistake("a failed trade reopens an ended order") { $0.voidReopensEnded = true },
    Mistake("asking for a cancel releases") { $0.cancelRequestReleases = true },
    Mistake("a fill ends the request to cancel") { $0.fillClearsCancelRequest = true },
    Mistake("an overfill is cut off") { $0.clipsOverfill = true },
    Mistake("ended orders leave the index") { $0.forgetsTerminalOrders = true },
    Mistake("a trade of an unknown order is dropped") { $0.keepsUnknownOrders = false },
    Mistake("a refused order keeps its quantity") { $0.rejectReleases = false },
    Mistake("doubt releases capital") { $0.doubtReleases = true },
    Mistake("a second telling overwrites the first") { $0.firstTradeStands = false },
  ]

  @Test("each is noticed by a scenario", arguments: mistakes)
  func isCaught(mistake: Mistake) {
    let caught = OrderScenarios.own.filter {
      !OrderScenarioChecks.differences($0, rules: mistake.rules).isEmpty
    }
    #expect(!caught.isEmpty)
  }

  @Test("a snapshot that is older than the end is noticed by the table")
  func staleSnapshot() {
    var rules = FoldRules.right
    rules.staleSnapshotReopens = true
    let lives = [FoldRules.right, rules].map { rules in
      let fixture = LedgerFixture(rules: rules)
      fixture.add()
      fixture.apply(all: [.sent, .acknowledged, .cancelled(matched: nil, reason: .requested)])
      fixture.apply(.shownOpen(asOf: 1_000, matched: .zero), from: .snapshot)
      return fixture.status()?.life
    }
    #expect(lives == [.cancelled, .accepted])
  }
}
