/// Documents that tests of several targets set beside their own.
package enum SampleDocuments {
  /// Bounds of every staleness value, as wide as the project's own.
  package static let staleness = """
    apiVersion: polytraders/v1
    kind: Staleness
    spec:
      book: { min: 100ms, max: 60s, loosens: up, meaning: m }
      registry: { min: 1s, max: 5m, loosens: up, meaning: m }
      model: { min: 1m, max: 168h, loosens: up, meaning: m }
      skew_tolerance_ms: { min: 0s, max: 10s, loosens: up, meaning: m }
      recover_ms: { min: 0s, max: 10m, loosens: down, meaning: m }
      recover_updates: { min: "1", max: "1000", loosens: down, meaning: m }

    """
}
