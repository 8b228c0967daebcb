import CommandLine
import Desk
import Diagnostics
import FixedPoint
import FoundationEssentials
import Glibc
import Governance
import Graph
import Hashing
import Orders
import Policy
import Service
import Signing
import Stores
import Venue

/// Whose orders a run signs, and the shared state of that key.
struct TradingAccount {
  let wallet: OrderWallet
  let credentials: APICredentials
  let builder: Digest32
  /// Names this process in leases: the same after a restart on the same journal.
  let owner: String
  private let chain: VenueChain

  private var key: SigningKey { wallet.key }
  /// Who holds the funds.
  private var maker: Address { wallet.maker }

  /// The account that the options name, at the venue that `client` speaks to.
  init(_ values: ParsedValues, _ client: VenueClient, journal: String) throws {
    wallet = try OrderWallet(values, client, path: "polytraders run")
    guard let credentials = client.identity?.credentials else {
      throw DiagnosticError(VenueFailure.refusedHere(.noCredentials).diagnostic)
    }
    self.credentials = credentials
    builder = try TradingOptions.builderCode(values)
    chain = client.configuration.chain
    owner = "\(Self.hostName):\(URL(filePath: journal).standardizedFileURL.path)"
  }

  /// The shared state in `folder`, which is made where there is none.
  func store(
    folder: String, limits: DeskLimits, now: Int64
  ) throws -> SQLiteDeskStore {
    try Folders.prepare(forFile: "\(folder)/desk.sqlite")
    do throws(DeskStoreFailure) {
      return try SQLiteDeskStore(
        SQLiteDeskStore.Place(
          path: "\(folder)/desk.sqlite", latchPath: "\(folder)/desk-latch.json",
          chain: Int64(clamping: chain.rawValue),
          wallet: maker.lowercaseHex, apiKey: credentials.key),
        owner: owner, limits: limits, now: now)
    } catch {
      throw TradingProblem.store(error).error
    }
  }

  /// What the order manager holds to.
  func policy(_ values: ParsedValues, approved: ApprovedRelease?) -> ManagerPolicy {
    var policy = ManagerPolicy(
      owner: owner, apiKey: credentials.key, wallet: maker.lowercaseHex, builder: builder)
    policy.drain = values[TradingOptions.drain].drain
    if let approved {
      policy.approvers = KillApprover.all(of: approved.state.governance.approvers)
      policy.killQuorum = KillQuorum(approved.state.governance.rules)
      let index = approved.state.governance.strategies.strategies
      policy.bots = StrategyBots(
        Dictionary(index.map { ($0.name.value, $0.uses.map(\.value)) }) { $0 + $1 },
        others: approved.state.graph.bots.map(\.name))
    }
    return policy
  }

  /// What signs for the account, going on behind what `manager` signed before.
  func signer(
    latch: any KillLatch, kinds: MarketKinds, after manager: OrderManager
  ) -> any DeskSigner {
    // The same key gives the same salts after a restart; nobody else can tell them.
    let secret = key.sign(Keccak256.hash("polytraders/salts/1")).bytes
    var identity = KeyDeskSigner.Identity(
      key: key, apiKey: credentials.key, chain: chain, secret: secret)
    identity.maker = maker
    identity.signatureType = wallet.signatureType
    return KeyDeskSigner(
      identity, latch: latch, bots: manager.policy.bots, lastTimestamp: manager.books.lastTimestamp
    ) { terms in
      kinds.isNegativeRisk(of: terms).map { .of(isNegativeRisk: $0) }
    }
  }

  private static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "host" }
    return String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
