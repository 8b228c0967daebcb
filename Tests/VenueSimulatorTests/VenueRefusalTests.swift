import FixedPoint
import Hashing
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("what the venue refuses, and in which words")
struct VenueRefusalTests {
  /// Something wrong, and the text that says so; `{id}` stands for the order's id.
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String?
    var status = 400
    var tick = "0.01"
    var make: @Sendable (inout TradingFloor, Requester) throws -> OrderSubmission
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "a fair order", text: nil) { try $0.order($1, .buy, "0.45", "10") },
    Case(name: "an unknown token", text: "Invalid token id") {
      var submission = try $0.order($1, .buy, "0.45", "10")
      submission.order.tokenID = UInt256(UInt64(99))
      return submission
    },
    Case(
      name: "off the grid",
      text: "order 0x{id} is invalid. Price (0.455) breaks minimum tick size rule: 0.01"
    ) { try $0.order($1, .buy, "0.455", "10") },
    Case(
      name: "off a grid of 0.005",
      text: "order 0x{id} is invalid. Price (0.453) breaks minimum tick size rule: 0.005",
      tick: "0.005"
    ) { try $0.order($1, .buy, "0.453", "10") },
    Case(name: "on a grid of 0.005", text: nil, tick: "0.005") {
      try $0.order($1, .buy, "0.455", "10")
    },
    Case(name: "on a grid of 0.0025", text: nil, tick: "0.0025") {
      try $0.order($1, .sell, "0.4525", "10")
    },
    Case(name: "on a grid of 0.0001", text: nil, tick: "0.0001") {
      try $0.order($1, .sell, "0.4527", "10.01")
    },
    Case(
      name: "below the grid",
      text: "order 0x{id} is invalid. Price (0.05) breaks minimum tick size rule: 0.1", tick: "0.1"
    ) { try $0.order($1, .buy, "0.05", "100") },
    Case(
      name: "a price of one",
      text: "order 0x{id} is invalid. Price (1) breaks minimum tick size rule: 0.01"
    ) { try $0.order($1, .buy, "1", "10") },
    Case(
      name: "seven million shares, one unit of pUSD short by float noise", text: nil, tick: "0.001"
    ) {
      try $0.exchange.deposit(Micros(raw: 10_000_000_000_000), to: $1.user)
      return $0.signed($1, .buy, cash: 5_781_815_992_690, shares: 7_102_968_050_000)
    },
    Case(
      name: "one unit of pUSD short without float noise",
      text: "order 0x{id} is invalid. Price (0.44999) breaks minimum tick size rule: 0.01"
    ) { $0.signed($1, .buy, cash: 4_499_900, shares: 10_000_000) },
    Case(
      name: "too small", text: "order 0x{id} is invalid. Size (4.99) lower than the minimum: 5"
    ) { try $0.order($1, .buy, "0.45", "4.99") },
    Case(name: "no amounts", text: "Invalid order payload") {
      $0.signed($1, .buy, cash: 0, shares: 10_000_000)
    },
    Case(name: "amounts beyond counting", text: "Invalid order payload") {
      $0.signed($1, .buy, cash: .max, shares: .max)
    },
    Case(
      name: "a buy with three decimals of shares",
      text: "invalid amounts, the buy orders maker amount supports a max accuracy of 4 decimals, "
        + "taker amount a max of 2 decimals"
    ) { $0.signed($1, .buy, cash: 4_500_450, shares: 10_001_000) },
    Case(
      name: "a sell with three decimals of shares",
      text: "invalid amounts, the sell orders maker amount supports a max accuracy of 2 decimals, "
        + "taker amount a max of 5 decimals", tick: "0.001"
    ) { $0.signed($1, .sell, cash: 4_500_450, shares: 10_001_000) },
    Case(
      name: "a market buy of half a cent",
      text: "invalid amounts, the market buy orders maker amount supports a max accuracy of "
        + "2 decimals, taker amount a max of 4 decimals"
    ) { $0.signed($1, .buy, cash: 4_505_000, shares: 9_010_000, type: .fillAndKill) },
    Case(
      name: "a market buy with five decimals of shares",
      text: "invalid amounts, the market buy orders maker amount supports a max accuracy of "
        + "2 decimals, taker amount a max of 4 decimals"
    ) { $0.signed($1, .buy, cash: 10_000_000, shares: 19_607_840, type: .fillAndKill) },
    Case(
      name: "a market buy with five decimals of shares on a finer grid", text: nil, tick: "0.001"
    ) { $0.signed($1, .buy, cash: 9_980_000, shares: 10_131_970, type: .fillAndKill) },
    Case(
      name: "a market buy rounded to three decimals on the coarsest grid",
      text: "no orders found to match with FAK order. "
        + "FAK orders are partially filled or killed if no match is found.", tick: "0.1"
    ) { $0.signed($1, .buy, cash: 3_430_000, shares: 5_716_000, type: .fillAndKill) },
    Case(name: "a market buy rounded as clients round", text: nil) {
      $0.signed($1, .buy, cash: 10_000_000, shares: 19_607_800, type: .fillAndKill)
    },
    Case(
      name: "a market buy at another price than it says",
      text: "order 0x{id} is invalid. "
        + "Price (0.510006) breaks minimum tick size rule: 0.01"
    ) { $0.signed($1, .buy, cash: 10_000_000, shares: 19_607_600, type: .fillAndKill) },
    Case(
      name: "more pUSD than there is",
      text: "not enough balance / allowance: the balance is not enough -> balance: 1000000000, "
        + "order amount: 1004000000"
    ) { try $0.order($1, .buy, "0.4", "2510") },
    Case(
      name: "more shares than there are",
      text: "not enough balance / allowance: the balance is not enough -> balance: 1000000000, "
        + "order amount: 1000010000"
    ) { try $0.order($1, .sell, "0.6", "1000.01") },
    Case(
      name: "what other orders have bound",
      text: "not enough balance / allowance: the balance is not enough -> balance: 1000000000, "
        + "sum of active orders: 900000000, order amount: 200000000"
    ) {
      try $0.post($0.order($1, .sell, "0.6", "900"))
      return try $0.order($1, .sell, "0.6", "200")
    },
    Case(
      name: "what trades have bound",
      text: "not enough balance / allowance: the balance is not enough -> balance: 1000000000, "
        + "sum of matched orders: 450000000, order amount: 600000000"
    ) {
      try $0.post($0.order($1, .sell, "0.5", "450"))
      try $0.post($0.order($0.trader(7), .buy, "0.5", "450"))
      return try $0.order($1, .sell, "0.6", "600")
    },
    Case(
      name: "no allowance",
      text: "not enough balance / allowance: the allowance is not enough -> allowance: 1000000, "
        + "order amount: 4500000"
    ) {
      $0.exchange.setAllowance(micros("1"), of: $1.user)
      return try $0.order($1, .buy, "0.45", "10")
    },
    Case(
      name: "no leave to sell",
      text: "not enough balance / allowance: the allowance is not enough -> allowance: 0, "
        + "order amount: 10000000"
    ) {
      $0.exchange.setMaySell(false, $1.user)
      return try $0.order($1, .sell, "0.45", "10")
    },
    Case(name: "a GTD without a time", text: "invalid expiration") {
      try $0.order($1, .buy, "0.45", "10", type: .goodTillDate)
    },
    Case(name: "a GTD for a minute", text: "invalid expiration") {
      try $0.order(
        $1, .buy, "0.45", "10", type: .goodTillDate, expiration: TradingFloor.start / 1_000 + 60)
    },
    Case(name: "a GTD for a minute and a second", text: nil) {
      try $0.order(
        $1, .buy, "0.45", "10", type: .goodTillDate, expiration: TradingFloor.start / 1_000 + 61)
    },
    Case(name: "a GTD in milliseconds", text: "invalid expiration") {
      try $0.order(
        $1, .buy, "0.45", "10", type: .goodTillDate, expiration: (TradingFloor.start + 90_000) * 100
      )
    },
    Case(name: "a GTC with a time", text: "invalid expiration") {
      try $0.order($1, .buy, "0.45", "10", expiration: TradingFloor.start / 1_000 + 600)
    },
    Case(
      name: "a post-only order that would match",
      text: "invalid post-only order: order crosses book"
    ) {
      try $0.order($1, .buy, "0.51", "10", postOnly: true)
    },
    Case(name: "a post-only order beside the best", text: nil) {
      try $0.order($1, .buy, "0.50", "10", postOnly: true)
    },
    Case(
      name: "a post-only FOK",
      text: "invalid post-only order: only GTC and GTD order types are allowed"
    ) { try $0.order($1, .buy, "0.45", "10", type: .fillOrKill, postOnly: true) },
    Case(
      name: "a FOK beyond the book",
      text: "order couldn't be fully filled. FOK orders are fully filled or killed."
    ) { try $0.order($1, .sell, "0.49", "101", type: .fillOrKill) },
    Case(name: "a FOK as large as the book", text: nil) {
      try $0.order($1, .sell, "0.49", "100", type: .fillOrKill)
    },
    Case(
      name: "a FAK that finds nothing",
      text: "no orders found to match with FAK order. "
        + "FAK orders are partially filled or killed if no match is found."
    ) { try $0.order($1, .sell, "0.50", "10", type: .fillAndKill) },
    Case(name: "a FAK that finds some", text: nil) {
      try $0.order($1, .sell, "0.49", "500", type: .fillAndKill)
    },
    Case(name: "a FAK of a hundredth of a share", text: nil) {
      try $0.order($1, .sell, "0.49", "0.01", type: .fillAndKill)
    },
    Case(
      name: "a marketable buy below a dollar",
      text: "invalid amount for a marketable BUY order ($0.99), min size: $1"
    ) { try $0.order($1, .buy, "0.51", "1.95", type: .fillAndKill) },
    Case(name: "a resting buy below a dollar", text: nil) {
      try $0.order($1, .buy, "0.1", "6")
    },
    Case(
      name: "a banned address", text: "'0x0000000000000000000000000000000000000001' address banned"
    ) {
      $0.exchange.setBanned(true, $1.user)
      return try $0.order($1, .sell, "0.6", "10")
    },
    Case(
      name: "a buy in closed-only mode",
      text: "'0x0000000000000000000000000000000000000001' address in closed only mode"
    ) {
      $0.exchange.setClosedOnly(true, $1.user)
      return try $0.order($1, .buy, "0.4", "10")
    },
    Case(name: "a sell in closed-only mode", text: nil) {
      $0.exchange.setClosedOnly(true, $1.user)
      return try $0.order($1, .sell, "0.6", "10")
    },
    Case(
      name: "a paused market", text: "the market is not yet ready to process new orders"
    ) {
      $0.exchange.setAcceptingOrders(false, $0.market)
      return try $0.order($1, .buy, "0.4", "10")
    },
    Case(name: "the same order again", text: "order 0x{id} is invalid. Duplicated.") {
      let submission = try $0.order($1, .buy, "0.4", "10")
      try $0.post(submission)
      return submission
    },
    Case(name: "a cancelled order again", text: "order 0x{id} is invalid. Duplicated.") {
      let submission = try $0.order($1, .buy, "0.4", "10")
      try $0.post(submission)
      _ = $0.exchange.cancel([submission.id], of: $1.user, now: $0.now)
      return submission
    },
    Case(name: "the engine restarts", text: "service not ready", status: 425) {
      $0.exchange.restart(for: 90_000, now: $0.now)
      return try $0.order($1, .buy, "0.4", "10")
    },
    Case(
      name: "after a restart",
      text: "post-only mode: only post-only orders and cancels are allowed",
      status: 503
    ) {
      $0.exchange.restart(for: 90_000, now: $0.now)
      $0.wait(90_000)
      return try $0.order($1, .buy, "0.4", "10")
    },
    Case(name: "after a restart, post-only", text: nil) {
      $0.exchange.restart(for: 90_000, now: $0.now)
      $0.wait(90_000)
      return try $0.order($1, .buy, "0.4", "10", postOnly: true)
    },
    Case(name: "long after a restart", text: nil) {
      $0.exchange.restart(for: 90_000, now: $0.now)
      $0.wait(210_000)
      return try $0.order($1, .buy, "0.4", "10")
    },
    Case(
      name: "cancel-only",
      text:
        "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
      status: 503
    ) {
      $0.exchange.setMode(.cancelOnly, now: $0.now)
      return try $0.order($1, .buy, "0.4", "10")
    },
    Case(
      name: "disabled", text: "Trading is currently disabled. Check polymarket.com for updates",
      status: 503
    ) {
      $0.exchange.setMode(.disabled, now: $0.now)
      return try $0.order($1, .buy, "0.4", "10")
    },
  ]

  /// Each against a book of 100 at 0.49 and 100 at 0.51.
  @Test("each rule has its text", arguments: cases)
  func text(_ sample: Case) throws {
    let tick = try amount(sample.tick)
    var floor = try TradingFloor { $0.tickSize = tick }
    let other = try floor.trader(9)
    if tick.raw <= 10_000 {
      try floor.post(floor.order(other, .buy, "0.49", "100"))
      try floor.post(floor.order(other, .sell, "0.51", "100"))
    }
    let submission = try sample.make(&floor, floor.trader(1))
    var refusal: OrderRefusal?
    do throws(OrderRefusal) {
      _ = try floor.exchange.post(submission, now: floor.now)
    } catch {
      refusal = error
    }
    #expect(refusal?.text == sample.text?.replacing("{id}", with: submission.id.hex))
    #expect(refusal == nil || refusal?.status == sample.status)
    #expect(floor.exchange.violations() == [])
  }

  @Test("an order of someone without an account has no funds")
  func stranger() throws {
    var floor = try TradingFloor()
    let alice = try floor.trader(1)
    var submission = try floor.order(alice, .buy, "0.45", "10")
    submission.order.maker = TradingFloor.address(77)
    #expect(
      floor.refusal(submission)
        == "not enough balance / allowance: the balance is not enough -> balance: 0, "
        + "order amount: 4500000")
  }

  @Test("a venue may demand four decimals of market buys on every grid")
  func marketBuyDecimals() throws {
    var configuration = ExchangeConfiguration()
    configuration.marketBuyDecimals = 4
    var floor = try TradingFloor(configuration) { $0.tickSize = Micros(raw: 1_000) }
    let alice = try floor.trader(1)
    let submission = floor.signed(
      alice, .buy, cash: 9_980_000, shares: 10_131_970, type: .fillAndKill)
    #expect(floor.refusal(submission)?.hasSuffix("taker amount a max of 4 decimals") == true)
  }

  @Test("post-only mode tells how long it lasts")
  func postOnlyEnd() throws {
    var floor = try TradingFloor()
    let alice = try floor.trader(1)
    floor.exchange.restart(for: 90_000, now: floor.now)
    #expect(floor.exchange.cancelRefusal == .restarting)
    floor.wait(90_000 + 500)
    let submission = try floor.order(alice, .buy, "0.45", "10")
    #expect(throws: OrderRefusal.engine(.postOnly(secondsLeft: 120))) {
      try floor.post(submission)
    }
    #expect(floor.exchange.cancelRefusal == nil)
    #expect(EngineRefusal.postOnly(secondsLeft: 120).code == "post_only_mode")
    #expect(EngineRefusal.postOnly(secondsLeft: 120).retryAfterSeconds == 120)
  }
}
