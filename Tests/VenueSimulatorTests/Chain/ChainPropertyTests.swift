import FixedPoint
import Hashing
import JSON
import Signing
import TestSupport
import Testing
import VenueSimulator

/// Random commands and faults: whatever happens, money is conserved, numbers follow each other, and nothing is
/// mined twice.
@Suite struct ChainPropertyTests {
  /// A chain under commands that the seed chooses, with what was sent so far.
  private struct Session {
    var fixture: ChainFixture
    var random: SeededGenerator
    var sent: [SignedTransaction] = []
    var settlements: UInt64 = 0

    init(seed: UInt64) throws {
      fixture = try ChainFixture(seed: seed) {
        $0.stateDepth = 12
        $0.finalityDepth = 4
      }
      random = SeededGenerator(seed: seed)
      fixture.chain.grant(
        .shares(ChainFixture.tokens[0], 1_000), to: fixture.keys[0].address)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
      Int.random(in: range, using: &random)
    }

    mutating func step() throws {
      switch number(0...19) {
      case 0...9: try send()
      case 10: if let again = sent.randomElement(using: &random) { try fixture.send(again) }
      case 11...14: fixture.mine(blocks: number(1...3))
      case 15: fixture.now += Int64(number(1...1_500))
      case 16: settle()
      default: applyFault()
      }
    }

    private mutating func send() throws {
      let account = number(0...2)
      let text = try #require(try fixture.count(account, "pending"))
      let pending = try #require(UInt64(text.dropFirst(2), radix: 16))
      let nonce = pending + UInt64(max(0, number(-3...2)))
      let earlier = nonce > 0 && number(0...4) == 0
      let target = fixture.keys[number(0...2)].address
      let contracts = fixture.chain.configuration.contracts
      let isCall = number(0...2) == 0
      let words = [UInt256(target.word), UInt256(low: UInt64(number(0...600_000_000)))]
      let signed = fixture.signed(
        account, nonce: earlier ? nonce - 1 : nonce,
        tip: UInt64(number(25...60)), fee: UInt64(number(60...300)),
        gas: number(0...9) == 0 ? 23_000 : 300_000, to: isCall ? contracts.collateral : target,
        value: isCall ? .zero : UInt256(low: UInt64(number(0...1_000))),
        data: isCall ? ChainFixture.data("transfer(address,uint256)", words) : [])
      if try fixture.send(signed) == nil { sent.append(signed) }
    }

    private mutating func settle() {
      let (from, to) = (fixture.keys[number(0...2)].address, fixture.keys[number(0...2)].address)
      let isShares = Bool.random(using: &random)
      fixture.chain.settle(
        ChainSettlement(
          number: settlements, exchange: fixture.chain.configuration.contracts.exchanges[0],
          movements: [
            .init(
              token: isShares ? ChainFixture.tokens[0] : nil, amount: UInt64(number(0...500)),
              from: from, to: to)
          ], revertReason: number(0...3) == 0 ? "failed" : nil), now: fixture.now)
      settlements += 1
    }

    private mutating func applyFault() {
      let fate = ReorganisedFate.allCases.randomElement(using: &random) ?? .returned
      let fault: ChainFault =
        switch number(0...8) {
        case 0...2: .reorganise(depth: number(1...6), fate: fate)
        case 3: .drop(count: number(1...2), after: Int64(number(0...3_000)))
        case 4: .revert(count: number(1...3), reason: "no")
        case 5: .baseFee(wei: UInt64(number(10...250)) * 1_000_000_000)
        case 6: .lag(node: number(0...2), blocks: number(0...5))
        case 7: .stall(milliseconds: Int64(number(1...8_000)))
        default: .heal
        }
      // A reorganisation deeper than the chain is refused, and that is fine.
      try? fixture.chain.apply(fault, now: fixture.now)
    }
  }

  @Test("nothing breaks the chain", arguments: Seeds.upTo(40))
  func invariants(_ seed: UInt64) throws {
    var session = try Session(seed: seed)
    for step in 0..<150 {
      try session.step()
      let problem = session.fixture.chain.brokenInvariant
      #expect(problem == nil, "seed \(seed), step \(step)")
      if problem != nil { return }
    }
    // Something has happened.
    #expect(session.sent.count > 20)
  }

  @Test("the same commands give the same hashes, another seed others")
  func deterministic() throws {
    func run(_ seed: UInt64, chainSeed: UInt64) throws -> Digest32 {
      var session = try Session(seed: seed)
      if chainSeed != seed { session.fixture = try ChainFixture(seed: chainSeed) }
      for _ in 0..<100 { try session.step() }
      return session.fixture.chain.head.hash
    }
    #expect(try run(3, chainSeed: 3) == run(3, chainSeed: 3))
    #expect(try run(3, chainSeed: 3) != run(3, chainSeed: 4))
  }

  @Test("a clock that leaps a month finds a chain that has stood still, at once")
  func leap() throws {
    var fixture = try ChainFixture()
    let start = fixture.chain.head.number
    fixture.now += 30 * 86_400_000
    fixture.chain.advance(to: fixture.now)
    #expect(fixture.chain.head.number - start <= 1_001)
    #expect(fixture.chain.nextDeadline > fixture.now)
    #expect(fixture.chain.nextDeadline <= fixture.now + 2_000)
    #expect(fixture.chain.brokenInvariant == nil)
  }

  @Test("blocks are forgotten in time, with what was in them")
  func bounded() throws {
    var fixture = try ChainFixture { $0.blockDepth = 50 }
    let signed = fixture.signed(0, nonce: 0)
    try fixture.send(signed)
    fixture.mine()
    #expect(try fixture.status(signed) == "0x1")
    fixture.mine(blocks: 400)
    #expect(try fixture.status(signed) == nil)
    let oldest = try fixture.result("eth_getBlockByNumber", "earliest", false)
    #expect(oldest?["number"] != .string("0x4c4b400"))
    #expect(fixture.chain.brokenInvariant == nil)
  }
}
