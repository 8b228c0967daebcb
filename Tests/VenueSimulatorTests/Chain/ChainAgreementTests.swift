import FixedPoint
import Signing
import TestSupport
import Testing
import Trading
import Venue
import VenueSimulator

/// The venue and its chain tell the same balances of every desk, at every moment, whatever becomes of settlements.
@Suite struct ChainAgreementTests {
  /// What the two say differently; empty where they agree.
  private func disagreements(_ venue: SimulatedVenue) -> [String] {
    var found: [String] = []
    let exchange = venue.exchange
    // The simulator's own traders settle among themselves without the chain.
    for position in exchange.accounts.indices where !exchange.accounts[position].isInHouse {
      let account = exchange.accounts[position]
      let onChain = venue.chain.collateral(of: account.address)
      if onChain != UInt256(UInt64(account.collateral.balance.raw)) {
        found.append("account \(position): \(account.collateral.balance) pUSD, on chain \(onChain)")
      }
      for market in exchange.markets {
        for outcome in VenueSimulator.Outcome.allCases {
          let here = exchange.holding(
            AccountIndex(position: position), TokenIndex(market.index, outcome)
          ).balance
          let there = venue.chain.shares(of: account.address, token: market.tokenID(outcome))
          if there != UInt256(UInt64(here.raw)) {
            found.append("account \(position): \(here) of \(outcome), on chain \(there)")
          }
        }
      }
    }
    return found
  }

  @Test(
    "makers, takers and desks trade, settlements fail and are retried: both agree",
    arguments: Seeds.upTo(4))
  func agreement(_ seed: UInt64) throws {
    let rig = try busyRig(seed)
    let wallets = [try rig.wallet(0), try rig.wallet(1)]
    var random = SeededGenerator(seed: seed)
    for _ in 0..<120 {
      rig.pass(Int64.random(in: 50...3_000, using: &random))
      try trade(rig, wallets[Int.random(in: 0...1, using: &random)], &random)
      let found = disagreements(rig.venue)
      #expect(found.isEmpty, "seed \(seed)")
      guard found.isEmpty else { return }
    }
    #expect(rig.venue.chain.brokenInvariant == nil)
    // Something has been settled, and something has failed.
    var chain = rig.venue.chain
    let outcomes = chain.takeEvents().compactMap { event in
      if case .mined(_, _, let succeeded) = event { succeeded } else { nil }
    }
    #expect(outcomes.count(where: { $0 }) > 10 && outcomes.count(where: { !$0 }) > 2)
  }

  /// A venue with makers and takers of its own, and a settlement that often goes wrong.
  private func busyRig(_ seed: UInt64) throws -> VenueRig {
    let rig = try VenueRig()
    var configuration = ExchangeConfiguration()
    configuration.seed = seed
    configuration.rateMode = .off
    configuration.openingCollateral = Micros(raw: 5_000_000_000)
    configuration.openingShares = Micros(raw: 2_000_000_000)
    configuration.settlement.retryPerMille = 300
    configuration.settlement.failurePerMille = 400
    var exchange = Exchange(configuration, now: rig.now)
    for definition in VenueMarkets.definitions(seed: seed, count: 2) {
      let market = try exchange.addMarket(definition)
      try exchange.addCrowd(Crowd.Settings(), to: market)
    }
    var settings = VenueSettings()
    settings.seed = seed
    settings.virtualClock = rig.clock
    rig.venue = SimulatedVenue(exchange, settings: settings)
    return rig
  }

  /// An order of a desk, taken or not.
  private func trade(
    _ rig: VenueRig, _ wallet: VenueRig.Wallet, _ random: inout SeededGenerator
  ) throws {
    let cents = Int.random(in: 30...70, using: &random)
    _ = try rig.post(
      wallet, Bool.random(using: &random) ? .buy : .sell, "0.\(cents)",
      "\(Int.random(in: 5...40, using: &random))", market: Int.random(in: 0...1, using: &random),
      outcome: Bool.random(using: &random) ? .yes : .no)
  }
}
