import Diagnostics
import Policy
import TestSupport

/// A small set of documents that agree with each other; tests change one place at a time.
struct Documents {
  var bot = """
    apiVersion: polytraders/v1
    kind: Bot
    metadata: { name: exec.warden, class: execution-utility, owner: desk, capital_impact: direct, mode: shadow }
    spec:
      authority: [cancel, cancel_replace]
      on: [resting_order]
      facts:
        order:
          from: registry
          on_missing: { code: W_STATE, do: pause_evaluation }
          fields:
            price: { type: price, min: "0", max: "1" }
            age: { type: duration }
            operations: { type: ops, min: 0 ops }
        book:
          from: clob.book
          age: book.age_ms
          max_age: staleness.book
          on_missing: { code: W_STATE, do: pause_evaluation }
          fields:
            best_bid: { type: price, optional: true }
      params:
        ttl_s: { type: duration, min: 5s, max: 10m, loosens: up, meaning: rest }
        floor: { type: shares, min: 1 shares, max: 100 shares, loosens: down, meaning: size }
        strict: { type: bool, loosens: neither, meaning: strictness }
      counters:
        order.operations: { of: cancel, window: 60s, per: api_key }
      let:
        old: order.age > params.ttl_s
      rules:
        - { require: [order] }
        - { code: W_OLD, when: old, do: cancel }
      gates:
        - { code: W_CAP, of: [cancel_replace], when: order.operations >= 5, do: defer }
      otherwise: { code: W_HOLD, do: hold }
      on_error: { code: W_STATE, do: pause_evaluation }
      exports:
        holds: outcome == W_HOLD

    """
  var policy = """
    apiVersion: polytraders/v1
    kind: Policy
    metadata: { name: live, owner: risk, version: 1 }
    spec:
      staleness:
        book: { value: 2s, why: w }
        registry: { value: 10s }
        model: { value: 24h }
      bots:
        exec.warden:
          params:
            ttl_s: { value: 45s, why: "half-life" }
            floor: 5 shares
            strict: "true"
      severities:
        W_OLD: WARN

    """
  var registry = """
    apiVersion: polytraders/v1
    kind: ReasonCodes
    families:
      W: { meaning: warden }
    codes:
      W_HOLD: { family: W, severity: INFO, meaning: m, action: a, emitted_by: [exec.warden, exec.twin, risk.warden] }
      W_OLD: { family: W, severity: INFO, meaning: m, action: a, emitted_by: [exec.warden, exec.twin, risk.warden] }
      W_CAP: { family: W, severity: WARN, meaning: m, action: a, emitted_by: [exec.warden, exec.twin, risk.warden] }
      W_STATE: { family: W, severity: HARD_REJECT, meaning: m, action: a, emitted_by: [exec.warden, exec.twin, risk.warden] }

    """
  /// The rest of the staleness values, in a document of their own.
  var clock = """
    apiVersion: polytraders/v1
    kind: Policy
    metadata: { name: clock, owner: risk, version: 1 }
    spec:
      staleness:
        skew_tolerance_ms: { value: 1000ms, why: w }
        recover_ms: { value: 10s }
        recover_updates: { value: "3" }

    """
  var staleness = SampleDocuments.staleness
  /// Further documents, by path.
  var more: [(path: String, text: String)] = []

  enum Name: String {
    case bot = "bots/warden.yaml"
    case policy = "policies/live.yaml"
    case registry = "specs/codes.yaml"
    case clock = "policies/clock.yaml"
    case staleness = "specs/staleness.yaml"
  }

  subscript(name: Name) -> String {
    get {
      switch name {
      case .bot: bot
      case .policy: policy
      case .registry: registry
      case .clock: clock
      case .staleness: staleness
      }
    }
    set {
      switch name {
      case .bot: bot = newValue
      case .policy: policy = newValue
      case .registry: registry = newValue
      case .clock: clock = newValue
      case .staleness: staleness = newValue
      }
    }
  }

  /// With `old`, which stands there exactly once, replaced; nil where it does not.
  func replacing(_ old: String, _ new: String, in name: Name) -> Documents? {
    let parts = self[name].splitOnce(old)
    guard let (before, after) = parts, after.splitOnce(old) == nil else { return nil }
    var changed = self
    changed[name] = before + new + after
    return changed
  }

  var inputs: [PolicyLoader.Input] {
    ([Name.bot, .policy, .registry, .clock, .staleness].map { ($0.rawValue, self[$0]) } + more).map
    { path, text in
      PolicyLoader.Input(file: path, path: path, bytes: Array(text.utf8))
    }
  }

  func load() -> PolicyLoader { PolicyLoader.load(inputs) }

  /// `bots/warden.yaml:3:13 PT0230`, a line for each finding.
  var findings: [String] { load().diagnostics.map(Self.line) }

  static func line(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.location.map { "\($0.file):\($0.line):\($0.column)" } ?? "-"
    return "\(place) \(diagnostic.code)"
  }
}

extension String {
  /// What stands before and behind the first `part`.
  func splitOnce(_ part: String) -> (before: String, after: String)? {
    let text = Array(unicodeScalars)
    let wanted = Array(part.unicodeScalars)
    guard !wanted.isEmpty, text.count >= wanted.count else { return nil }
    for start in 0...(text.count - wanted.count)
    where text[start] == wanted[0] && Array(text[start..<start + wanted.count]) == wanted {
      return (Self(text[..<start]), Self(text[(start + wanted.count)...]))
    }
    return nil
  }

  private init(_ scalars: ArraySlice<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
