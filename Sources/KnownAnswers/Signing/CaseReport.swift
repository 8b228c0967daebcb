internal import JSON

/// What is found about one case, field by field.
struct CaseReport {
  /// The case.
  let vector: JSONValue
  /// One entry for each field that is not as it should be.
  private(set) var differences: [String] = []

  init(_ vector: JSONValue) {
    self.vector = vector
  }

  /// The text of a field; an entry where the case has none.
  mutating func text(_ key: String) -> String? {
    guard let text = vector[key]?.string else {
      differences.append("there is no \"\(key)\"")
      return nil
    }
    return text
  }

  /// Holds a field of the case against what was found. A field that the case does not have is not looked at,
  /// unless it is required.
  mutating func expect(_ key: String, _ found: String?, isRequired: Bool = true) {
    guard let value = vector[key] else {
      if isRequired { differences.append("there is no \"\(key)\"") }
      return
    }
    let expected = value.string ?? value.compactText
    guard expected != found else { return }
    differences.append("\(key) should be \(expected), is \(found ?? "unknown")")
  }

  /// Adds an entry where something else does not hold.
  mutating func expect(_ holds: Bool, _ difference: @autoclosure () -> String) {
    if !holds { differences.append(difference()) }
  }

  /// Adds an entry.
  mutating func fail(_ difference: String) {
    differences.append(difference)
  }
}

/// Counts every case of the arrays `keys` of a document; `check` says what is wrong with one. A document without
/// any of the arrays fails, so that a wrong file cannot be taken for a success.
func checkCases(
  of file: String, _ keys: [String], _ check: (String, inout CaseReport) -> Void
) -> Tally {
  var tally = Tally()
  let document: JSONValue
  do throws(DocumentError) {
    document = try Document.read(file)
  } catch {
    tally.check(false, error.text)
    return tally
  }
  var arrays = 0
  for key in keys {
    guard let cases = document[key]?.array else { continue }
    arrays += 1
    for (index, vector) in cases.enumerated() {
      var report = CaseReport(vector)
      check(key, &report)
      let name = vector["name"]?.string ?? "\(key)[\(index)]"
      tally.check(
        report.differences.isEmpty, "\(name): \(report.differences.joined(separator: "; "))")
    }
  }
  if arrays == 0 {
    tally.check(false, "\(file): none of the arrays \(keys.joined(separator: ", ")) is there")
  }
  return tally
}
