import Diagnostics

/// Holds the staleness values of the policies against their declarations.
extension PolicyLinker {
  mutating func linkStaleness() {
    linkDeclarations()
    var first: [StalenessName: Location] = [:]
    for entry in policies.flatMap(\.staleness) {
      if let place = first[entry.name] {
        report(
          .declaredTwice(what: "staleness", name: entry.name.rawValue, first: place),
          at: entry.place)
        continue
      }
      first[entry.name] = entry.place
      if let problem = set.stalenessDeclarations[entry.name]?.boundsProblem(entry.value.value) {
        report(problem, at: entry.value.location)
      }
      set.stalenessValues[entry.name] = entry.value.value
    }
    // Where there is nothing at all, that there is nothing is said elsewhere.
    guard let place = policies.first?.name.location ?? bots.first?.name.location else { return }
    for name in StalenessName.allCases {
      if set.stalenessValues[name] == nil, !unreadKinds.contains(.policy),
        !unread.contains(name.text)
      {
        report(.missingStaleness(name), at: place)
      }
      if set.stalenessDeclarations[name] == nil, !unreadKinds.contains(.staleness),
        !staleness.contains(where: { $0.unread.contains(name.rawValue) })
      {
        report(.undeclaredStaleness(name), at: first[name] ?? place)
      }
    }
  }

  private mutating func linkDeclarations() {
    for declaration in staleness.flatMap(\.declarations) {
      guard let name = StalenessName.allCases.first(where: { $0.text == declaration.name.value })
      else { continue }
      if let known = set.stalenessDeclarations[name] {
        report(
          .declaredTwice(
            what: "declaration", name: name.text, first: known.name.location),
          at: declaration.name.location)
      } else {
        set.stalenessDeclarations[name] = declaration
      }
    }
  }
}
