internal import JSON

/// Holds a file of `vectors/monitoring` against this program: one check for each case. Which form it has, its
/// `format` member says; a form without checks here fails, so that it cannot be taken for a success.
package func checkMonitoring(file: String) -> Tally {
  var tally = Tally()
  let document: JSONValue
  do throws(DocumentError) {
    document = try Document.read(file)
  } catch {
    tally.check(false, error.text)
    return tally
  }
  let format = document["format"]?.string
  switch format {
  case "polytraders/monitoring/envelope_chain/1":
    checkCases(document, "cases", in: file, &tally, EnvelopeChainChecks.difference)
  case "polytraders/monitoring/staleness/1":
    checkCases(document, "point_cases", in: file, &tally, StalenessChecks.pointDifference)
    checkCases(document, "sequence_cases", in: file, &tally, StalenessChecks.sequenceDifference)
  default:
    tally.check(false, "\(file): the form \(format ?? "without a name") is not known yet")
  }
  return tally
}

/// Counts the cases of the array `key`; `difference` gives nil where a case holds.
private func checkCases(
  _ document: JSONValue, _ key: String, in file: String, _ tally: inout Tally,
  _ difference: (JSONValue) -> String?
) {
  guard let cases = document[key]?.array else {
    tally.check(false, "\(file): there is no array \"\(key)\"")
    return
  }
  for vector in cases {
    let found = difference(vector)
    tally.check(found == nil, "\(vector["id"]?.string ?? key): \(found ?? "")")
  }
}

/// Names the members of `expected` that `found` does not hold exactly; members that are not expected are not
/// looked at. Nil where all are there.
func difference(expected: JSONValue?, found: [String: JSONValue]) -> String? {
  guard let members = expected?.members else { return "the case has no expected object" }
  let differences = members.compactMap { member -> String? in
    let value = found[member.key]
    guard value != member.value else { return nil }
    return
      "\(member.key) should be \(member.value.compactText), is \(value?.compactText ?? "unknown")"
  }
  return differences.isEmpty ? nil : differences.joined(separator: "; ")
}
