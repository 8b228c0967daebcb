internal import JSON

/// Checks a file of the form of vectors/oms/scenarios.json: order scenarios through the ledger and the reconciler,
/// nonce scenarios through the lane, queue scenarios through the graph and the rate window.
package func checkOrderManager(_ file: String) -> Tally {
  var tally = Tally()
  let document: JSONValue
  do throws(DocumentError) {
    document = try Document.read(file)
  } catch {
    tally.check(false, error.text)
    return tally
  }
  let families: [(key: String, difference: (JSONValue) -> [String])] = [
    ("order_scenarios", OrderScenarioChecks.differences),
    ("nonce_scenarios", NonceScenarioChecks.differences),
    ("queue_scenarios", QueueScenarioChecks.differences),
  ]
  var found = 0
  for family in families {
    guard let scenarios = document[family.key]?.array else { continue }
    found += 1
    for (index, scenario) in scenarios.enumerated() {
      let differences = family.difference(scenario)
      let name = scenario["id"]?.string ?? "\(family.key)[\(index)]"
      tally.check(differences.isEmpty, "\(name): \(differences.joined(separator: "; "))")
    }
  }
  if found == 0 { tally.check(false, "\(file): there are no scenarios of a known family in it") }
  return tally
}
