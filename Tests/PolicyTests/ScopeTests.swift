import Diagnostics
import Policy
import Testing

@Suite("values by scope")
struct ScopeTests {
  private static let scopes = """
            strict: "true"
          scopes:
            - { where: { tag: slow }, set: { ttl_s: 100s, floor: 10 shares } }
            - { where: { tag: quick }, set: { ttl_s: 10s, floor: 20 shares } }
            - { where: { strategy: maker }, set: { ttl_s: 200s }, why: "patient" }
            - { where: { market: "0xab" }, set: { ttl_s: 300s } }
    """

  private func documents() throws -> Documents {
    try #require(
      Documents().replacing("        strict: \"true\"", Self.scopes, in: .policy))
  }

  @Test(
    "default < tag < strategy < market, and the tighter of two tags",
    arguments: [
      (nil, nil, [], 45_000, 5_000_000), ("0xcd", "taker", ["other"], 45_000, 5_000_000),
      (nil, nil, ["slow"], 100_000, 10_000_000), (nil, nil, ["quick"], 10_000, 20_000_000),
      // ttl_s loosens up and floor down: the tighter is the shorter life and the larger floor.
      (nil, nil, ["slow", "quick"], 10_000, 20_000_000),
      (nil, "maker", ["slow"], 200_000, 10_000_000), ("0xab", nil, [], 300_000, 5_000_000),
      ("0xab", "maker", ["slow", "quick"], 300_000, 20_000_000),
      ("0xcd", "maker", [], 200_000, 5_000_000),
    ] as [(String?, String?, Set<String>, Int64, Int64)])
  func precedence(
    market: String?, strategy: String?, tags: Set<String>, life: Int64, floor: Int64
  ) throws {
    let set = try #require(try documents().load().set)
    let scope = Scope(market: market, strategy: strategy, tags: tags)
    #expect(set.value(of: "ttl_s", bot: "exec.warden", in: scope) == life)
    #expect(set.value(of: "floor", bot: "exec.warden", in: scope) == floor)
    #expect(set.hasScopedValues)
  }

  @Test(
    "a scope has values of its own where a selector names a part of it",
    arguments: [
      (nil, nil, [], false), ("0xcd", "taker", ["other"], false), ("0xab", nil, [], true),
      (nil, "maker", [], true), (nil, nil, ["other", "slow"], true), ("maker", "0xab", [], false),
    ] as [(String?, String?, Set<String>, Bool)])
  func ownValues(market: String?, strategy: String?, tags: Set<String>, own: Bool) throws {
    let scope = Scope(market: market, strategy: strategy, tags: tags)
    let set = try #require(try documents().load().set)
    #expect(set.hasOwnValues(for: scope) == own)
    #expect((set.reduced(scope) != Scope()) == own)
    #expect(set.reduced(scope, for: "exec.other") == Scope())
    #expect(set.reduced(scope, for: "exec.warden") == set.reduced(scope))
    #expect(try #require(Documents().load().set).hasOwnValues(for: scope) == false)
  }

  @Test("all values are listed with their scopes, sorted")
  func list() throws {
    let set = try #require(try documents().load().set)
    #expect(
      set.allValues.map { "\($0.parameter) \($0.scope) \($0.value)" } == [
        "ttl_s default 45000", "ttl_s market 0xab 300000", "ttl_s strategy maker 200000",
        "ttl_s tag quick 10000", "ttl_s tag slow 100000", "floor default 5000000",
        "floor tag quick 20000000", "floor tag slow 10000000", "strict default 1",
      ])
    #expect(try #require(Documents().load().set).hasScopedValues == false)
  }

  @Test(
    "what is wrong with a scope",
    arguments: [
      ("where: { tag: slow }", "where: { }", "16:20 PT0229"),
      ("where: { tag: slow }", "where: { tag: slow, market: m }", "16:20 PT0229"),
      ("where: { tag: slow }", "where: { tagg: slow }", "16:22 PT0203"),
      ("where: { tag: slow }", "when: { tag: slow }", "16:11 PT0202"),
      ("ttl_s: 100s", "ttl_s: 11m", "16:49 PT0211"), ("ttl_s: 100s", "ttl_s: 100", "16:49 PT0210"),
      ("ttl_s: 100s", "tll_s: 100s", "16:42 PT0214"),
      ("tag: quick", "tag: slow", "17:42 PT0216"),
    ])
  func refused(old: String, new: String, finding: String) throws {
    let spoiled = try #require(try documents().replacing(old, new, in: .policy))
    let findings = spoiled.findings
    #expect(findings.contains("policies/live.yaml:\(finding)"), "\(findings)")
  }

  @Test(
    "the bot that a person means",
    arguments: ["exec.warden", "warden", "Warden", "exec-warden", "EXEC.WARDEN"])
  func botNames(name: String) throws {
    let set = try #require(Documents().load().set)
    #expect(set.bot(named: name)?.name.value == "exec.warden")
    #expect(set.bot(named: "ward") == nil)
  }
}

@Suite("values from the command line")
struct SettingTests {
  private func value(_ setting: String, bot: String?) throws -> Int64? {
    var loader = Documents().load()
    loader.apply(settings: [setting], to: bot)
    guard let set = loader.set else { return nil }
    let name = setting.prefix { $0 != "=" }.split(separator: ".").last.map(String.init) ?? ""
    return setting.hasPrefix("staleness.")
      ? set.staleness[name] : set.value(of: name, bot: "exec.warden", in: Scope())
  }

  @Test(
    "with a unit, bare where the unit is plain, with or without the bot's name",
    arguments: [
      ("ttl_s=50s", "warden", 50_000), ("ttl_s=50", "warden", 50_000),
      ("ttl_s= 50s ", "warden", 50_000),
      ("ttl_s=1m", nil, 60_000), ("exec.warden.ttl_s=50s", nil, 50_000),
      ("warden.ttl_s=50", nil, 50_000),
      ("floor=7", "warden", 7_000_000), ("floor=7 shares", "warden", 7_000_000),
      ("floor=7.5", "warden", 7_500_000),
      ("strict=false", "warden", 0), ("staleness.book=5000ms", "warden", 5_000),
      ("staleness.book=5s", nil, 5_000),
    ] as [(String, String?, Int64)])
  func applied(setting: String, bot: String?, wanted: Int64) throws {
    #expect(try value(setting, bot: bot) == wanted)
  }

  @Test("the tolerance of clocks and what recovery takes are values too")
  func freshness() throws {
    var loader = Documents().load()
    let set = try #require(loader.set)
    #expect(set.clockSkewTolerance == 1_000)
    #expect(set.recovery.time == 10_000 && set.recovery.updates == 3)
    #expect(set.staleness == ["book": 2_000, "registry": 10_000, "model": 86_400_000])
    loader.apply(
      settings: [
        "staleness.skew_tolerance_ms=0s", "staleness.recover_ms=5s", "staleness.recover_updates=7",
      ], to: nil)
    let changed = try #require(loader.set)
    #expect(changed.clockSkewTolerance == 0)
    #expect(changed.recovery.time == 5_000 && changed.recovery.updates == 7)
    let again = PolicyLoader.load(sources: changed.sources, settings: changed.settings).set
    #expect(again?.recovery == changed.recovery && again?.clockSkewTolerance == 0)
  }

  @Test(
    "refused as in a document",
    arguments: [
      ("ttl_s", "PT0240", "'ttl_s' is no setting", "write name=value, as in stale_ttl_s=45s"),
      ("ttl_s=11m", "PT0211", "ttl_s = 11m is outside its bounds 5s to 10m", nil),
      (
        "ttl_s=5 ticks", "PT0210", "param 'ttl_s' is duration, and '5 ticks' has the unit 'ticks'",
        nil
      ),
      ("ttl_s=", "PT0210", "param 'ttl_s' is duration, and '' cannot be read as one", nil),
      ("tll_s=5s", "PT0214", "bot 'exec.warden' has no param 'tll_s'", "did you mean 'ttl_s'?"),
      (
        "exec.wardne.ttl_s=5s", "PT0213", "there is no bot 'exec.wardne'",
        "did you mean 'exec.warden'?"
      ),
      (
        "staleness.boook=5s", "PT0226", "there is no staleness threshold 'boook'",
        "did you mean 'book'?"
      ),
      ("staleness.book=5", "PT0210", "staleness.book is duration, and '5' has no unit", nil),
      (
        "staleness.book=61s", "PT0211", "staleness.book = 61s is outside its bounds 100ms to 1m",
        nil
      ),
      ("staleness.book=0s", "PT0211", "staleness.book = 0s is outside its bounds 100ms to 1m", nil),
      (
        "staleness.recover_updates=0", "PT0211",
        "staleness.recover_updates = 0 is outside its bounds 1 to 1000", nil
      ),
      ("staleness.skew_tolerance_ms=11s", "PT0211", "outside its bounds 0s to 10s", nil),
      ("staleness.registry=0s", "PT0211", "staleness.registry = 0s is outside its bounds", nil),
    ] as [(String, String, String, String?)])
  func refused(setting: String, code: String, message: String, help: String?) {
    var loader = Documents().load()
    loader.apply(settings: [setting], to: "warden")
    #expect(loader.set == nil)
    #expect(loader.diagnostics.map(\.code) == [code])
    #expect(loader.diagnostics.first?.message.contains(message) == true, "\(loader.diagnostics)")
    if let help { #expect(loader.diagnostics.first?.help == [help]) }
  }

  @Test("where no bot is named, the param must belong to exactly one")
  func noOwner() {
    var loader = Documents().load()
    loader.apply(settings: ["tll_s=5s"], to: nil)
    #expect(loader.diagnostics.map(\.code) == ["PT0241"])
    #expect(loader.diagnostics.first?.help == ["did you mean 'ttl_s'?"])

    var twins = Documents()
    let twin = "exec.twin"
    twins.more = [
      ("bots/twin.yaml", twins.bot.splitOnce("exec.warden").map { $0 + twin + $1 } ?? ""),
      (
        "policies/twin.yaml",
        """
        apiVersion: polytraders/v1
        kind: Policy
        metadata: { name: twin, owner: risk, version: 1 }
        spec:
          bots: { \(twin): { params: { ttl_s: 45s, floor: 5 shares, strict: "true" } } }

        """
      ),
    ]
    loader = twins.load()
    #expect(loader.diagnostics.isEmpty)
    loader.apply(settings: ["ttl_s=5s"], to: nil)
    #expect(loader.diagnostics.map(\.code) == ["PT0242"])
    #expect(
      loader.diagnostics.first?.help == ["name one of: exec.twin.ttl_s, exec.warden.ttl_s"])
  }

  @Test("a setting takes the place of scoped values too, and is loaded again from a journal")
  func reloaded() throws {
    let scope = """
              strict: "true"
            scopes: [{ where: { tag: slow }, set: { ttl_s: 100s } }]
      """
    let scoped = try #require(
      Documents().replacing("        strict: \"true\"", scope, in: .policy))
    var loader = scoped.load()
    loader.apply(settings: ["ttl_s=50", "staleness.book=3s"], to: "warden")
    let set = try #require(loader.set)
    #expect(set.settings == ["exec.warden.ttl_s=50", "staleness.book=3s"])
    let again = try #require(PolicyLoader.load(sources: set.sources, settings: set.settings).set)
    for scope in [Scope(), Scope(tags: ["slow"])] {
      #expect(set.value(of: "ttl_s", bot: "exec.warden", in: scope) == 50_000)
      #expect(again.value(of: "ttl_s", bot: "exec.warden", in: scope) == 50_000)
    }
    #expect(again.staleness == set.staleness)
    #expect(again.settings == set.settings)
  }
}
