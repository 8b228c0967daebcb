package import Policy

/// A small desk on which the examples of pages and of lint rules stand: one bot that watches resting orders, the
/// kill switch, and what they need. It is right in every respect.
package enum SampleDesk {
  /// Its documents, by path.
  package static let documents: [(path: String, text: String)] = [
    ("bots/kill-switch.yaml", killSwitch), ("bots/sample.yaml", bot),
    ("policies/sample.yaml", policy), ("specs/reason-codes.yaml", reasonCodes),
    ("specs/staleness.yaml", staleness),
  ]

  /// The documents with an example in place of what is right; nil where the example does not fit the desk.
  package static func inputs(with example: CodePage.Example?) -> [PolicyLoader.Input]? {
    var texts = documents
    if case .document(let path, let wrong, let right) = example {
      guard let index = texts.firstIndex(where: { $0.path == path }) else { return nil }
      let pieces = texts[index].text.split(separator: right, omittingEmptySubsequences: false)
      guard pieces.count == 2 else { return nil }
      texts[index].text = pieces.joined(separator: wrong)
    }
    return texts.map {
      PolicyLoader.Input(file: $0.path, path: $0.path, bytes: Array($0.text.utf8))
    }
  }

  private static let killSwitch = """
    # yaml-language-server: $schema=../specs/schema/bot.json
    apiVersion: polytraders/v1
    kind: Bot
    metadata:
      name: risk.kill_switch
      class: risk-guardrail
      owner: desk
      capital_impact: protective
      mode: general_live
    spec:
      authority: [halt]
      on: [resting_order, signing_request]
      facts:
        switch:
          from: kill_latch
          on_missing: { code: KILL_SWITCH_ACTIVE, do: halt }
          fields:
            active: { type: bool, path: kill_switch }
      rules:
        - { code: KILL_SWITCH_ACTIVE, when: switch.active, do: halt }
      otherwise: { code: KILL_SWITCH_CLEAR, do: allow }
      on_error: { code: KILL_SWITCH_ACTIVE, do: halt }
      exports:
        active: outcome == KILL_SWITCH_ACTIVE

    """

  private static let bot = """
    # yaml-language-server: $schema=../specs/schema/bot.json
    apiVersion: polytraders/v1
    kind: Bot
    metadata:
      name: exec.sample
      class: execution-utility
      owner: desk
      capital_impact: direct
      mode: general_live
    spec:
      authority: [cancel, cancel_replace]
      on: [resting_order]
      facts:
        order:
          from: order_registry
          on_missing: { code: SAMPLE_UNKNOWN, do: pause_evaluation }
          fields:
            side: { type: side }
            price: { type: price, min: "0", max: "1" }
            placed_at: { type: timestamp, path: order.placed_at_ms }
            flagged: { type: bool }
            title: { type: string, max_length: 40 }
        rate:
          from: rate_window
          on_missing: { code: SAMPLE_UNKNOWN, do: pause_evaluation }
          fields:
            replaced: { type: ops, min: 0 ops }
      params:
        stale_ttl_s:
          type: duration
          min: 5s
          max: 10m
          loosens: up
          meaning: how long an order may rest without being filled
        cap:
          type: ops
          min: 1 ops
          max: 600 ops
          loosens: up
          meaning: how many replacements may be sent in a minute
      let:
        age: now - order.placed_at
        flagged: order.flagged
      rules:
        - { code: KILL_SWITCH_ACTIVE, when: kill_switch.active, do: cancel }
        - { require: [order] }
        - { code: SAMPLE_STALE, when: age > params.stale_ttl_s, do: cancel }
        - { code: SAMPLE_FLAGGED, when: flagged, do: cancel_replace }
        - { code: SAMPLE_FREE, when: order.side == BUY && order.price == price("0"), do: cancel }
        - { code: SAMPLE_TEST, when: 'order.title.startsWith("test")', do: cancel }
      gates:
        - { code: SAMPLE_BUSY, of: [cancel_replace], when: rate.replaced >= params.cap, do: defer }
      otherwise: { code: SAMPLE_HOLD, do: hold }
      on_error: { code: SAMPLE_UNKNOWN, do: pause_evaluation }
      tests:
        - base:
            switch.active: false
            order: { side: BUY, price: "0.5", placed_at: now - 1s, flagged: false, title: "a market" }
            rate.replaced: 0 ops
        - { name: idle, expect: SAMPLE_HOLD }

    """

  private static let policy = """
    # yaml-language-server: $schema=../specs/schema/policy.json
    apiVersion: polytraders/v1
    kind: Policy
    metadata: { name: sample, owner: desk, version: 1, review_by: 2027-01-15 }
    spec:
      budget: { per_event: 100000 }
      bots:
        exec.sample:
          params:
            stale_ttl_s: { value: 45s, why: "half-life of the strategy's fair value" }
            cap: { value: 30 ops, why: "half of what the venue takes" }
          scopes: []
      staleness:
        book: { value: 2s, why: "two ticks of the venue" }
        registry: { value: 10s, why: "five polls" }
        model: { value: 24h, why: "one day" }
        skew_tolerance_ms: { value: 1000ms, why: "what NTP keeps" }
        recover_ms: { value: 10s, why: "five times the threshold of a book" }
        recover_updates: { value: "3", why: "one could be a replay" }
      severities: {}

    """

  private static let reasonCodes = """
    # yaml-language-server: $schema=schema/reason-codes.json
    apiVersion: polytraders/v1
    kind: ReasonCodes
    families:
      SAMPLE: { meaning: "What the sample bot says", source: "sample" }
      KILL_SWITCH: { meaning: "The kill switch", source: "sample" }
    codes:
      SAMPLE_HOLD:
        family: SAMPLE
        severity: INFO
        meaning: "All is well."
        action: "None."
        emitted_by: [exec.sample]
        source: sample
      SAMPLE_STALE:
        family: SAMPLE
        severity: RESHAPE
        meaning: "Too old."
        action: "Cancel it."
        emitted_by: [exec.sample]
        source: sample
      SAMPLE_FLAGGED:
        family: SAMPLE
        severity: RESHAPE
        meaning: "Flagged."
        action: "Replace it."
        emitted_by: [exec.sample]
        source: sample
      SAMPLE_FREE:
        family: SAMPLE
        severity: WARN
        meaning: "For nothing."
        action: "Cancel that."
        emitted_by: [exec.sample]
        source: sample
      SAMPLE_TEST:
        family: SAMPLE
        severity: WARN
        meaning: "A test."
        action: "Cancel this."
        emitted_by: [exec.sample]
        source: sample
      SAMPLE_BUSY:
        family: SAMPLE
        severity: WARN
        meaning: "Too many."
        action: "Wait."
        emitted_by: [exec.sample]
        source: sample
      SAMPLE_UNKNOWN:
        family: SAMPLE
        severity: HARD_REJECT
        meaning: "Nobody knows."
        action: "Pause."
        emitted_by: [exec.sample]
        source: sample
      KILL_SWITCH_ACTIVE:
        family: KILL_SWITCH
        severity: HARD_REJECT
        meaning: "Stop."
        action: "Stop."
        emitted_by: [risk.kill_switch, exec.sample]
        source: sample
      KILL_SWITCH_CLEAR:
        family: KILL_SWITCH
        severity: INFO
        meaning: "Go."
        action: "Go on."
        emitted_by: [risk.kill_switch]
        source: sample

    """

  private static let staleness = """
    # yaml-language-server: $schema=schema/staleness.json
    apiVersion: polytraders/v1
    kind: Staleness
    spec:
      book: { min: 100ms, max: 60s, loosens: up, meaning: how old a book may be }
      registry: { min: 1s, max: 5m, loosens: up, meaning: how old a market may be }
      model: { min: 1m, max: 168h, loosens: up, meaning: how old a model may be }
      skew_tolerance_ms: { min: 0s, max: 10s, loosens: up, meaning: how far clocks may differ }
      recover_ms: { min: 0s, max: 10m, loosens: down, meaning: how long updates must have come }
      recover_updates: { min: "1", max: "1000", loosens: down, meaning: how many updates must have come }

    """
}
